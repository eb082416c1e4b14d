import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import type { JsonObject } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { validate } from "../validate/validate.ts";
import type { ChartYaml } from "./chart-yaml.ts";
import { unusable } from "./settings.ts";
import { translateYamale } from "./yamale.ts";

/** The schema of Chart.yaml, ready for use. */
export interface ChartSchema {
  readonly file: string;
  readonly schema: JsonObject;
  /** Parts of it that are not checked here (CR827). */
  readonly notes: readonly Diagnostic[];
}

/** Reads a yamale schema; `file` is absolute. The error is CR826. */
export function readChartSchema(root: string, file: string): Result<ChartSchema> {
  const text = readIfThere(file);
  if (text === undefined) return fail([unusable(root, file, "it is not there")]);
  const translated = translateYamale(text);
  if (!translated.ok) return fail([unusable(root, file, translated.error)]);
  const shown = path.relative(root, file).split(path.sep).join("/");
  const notes = translated.value.notHere.map((name) =>
    diagnostic("CR827", `yamale's validator \`${name}\` is not checked without yamale`, {
      place: fileStart(shown),
    }),
  );
  return ok({ file: shown, schema: translated.value.schema, notes });
}

/** Where a Chart.yaml is not what the schema asks for (CR821). */
export function schemaFindings(chart: ChartYaml, { file, schema }: ChartSchema): Diagnostic[] {
  const found = validate(chart.map, schema, { schemaFile: file, owner: "the schema of Chart.yaml" });
  return found.map(({ note: _layers, ...one }) => ({ ...one, code: "CR821", severity: "error" }));
}
