import { existsSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { writeWhole } from "../../core/files.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { fileStart } from "../../core/source.ts";
import { readChart } from "../chart-files.ts";
import { walkChart } from "../chart-flow.ts";
import { inferSchema } from "./infer.ts";
import { withNew } from "./merge.ts";

export interface WrittenSchema {
  /** Relative to the root. */
  readonly file: string;
  readonly text: string;
  /** Paths of values that an existing schema did not have; undefined where there was none. */
  readonly added?: readonly string[];
}

/**
 * The values.schema.json of a chart: a first one, or the one that is there with what is new in the chart. Errors: the
 * folder is no chart (CR312), the schema that is there is no JSON object (CR210), templates that do not parse (CR401).
 */
export function makeSchema(root: string, folder: string): Result<WrittenSchema> {
  const relative = path.relative(root, folder).split(path.sep).join("/");
  const file = path.posix.join(relative, "values.schema.json");
  if (!existsSync(path.join(folder, "Chart.yaml")))
    return fail([
      diagnostic("CR312", `\`${relative || "."}\` is no chart: it has no Chart.yaml`, {
        severity: "error",
        help: "name the chart's folder",
      }),
    ]);
  const chart = readChart(root, folder);
  const isThere = existsSync(path.join(folder, "values.schema.json"));
  if (isThere && !chart.schema) return fail([noSchema(file)]);
  if (chart.findings.length > 0) return fail([...chart.findings]);
  // What the templates do with a value is asked without the types of the schema that is there.
  const { schema, ...bare } = chart;
  const made = inferSchema(bare, walkChart(bare));
  const added: string[] = [];
  const whole = schema ? withNew(schema.root, made, added) : made;
  const same = schema !== undefined && added.length === 0;
  const text = same ? schema.source.text : `${JSON.stringify(whole, null, 2)}\n`;
  return ok({ file, text, ...(schema && { added }) });
}

function noSchema(file: string): Diagnostic {
  return diagnostic("CR210", "this schema is not JSON", {
    place: fileStart(file),
    help: "mend it, or take it away",
  });
}

/** Writes it beside the chart's other files: whole or not at all. */
export function writeSchema(root: string, { file, text }: WrittenSchema): void {
  writeWhole(path.join(root, file), text);
}
