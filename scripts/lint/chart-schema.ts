import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { escapePattern } from "../core/escape-pattern.ts";
import { readIfThere } from "../core/files.ts";
import type { JsonObject } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart, makeSource, type Place, placeAt, type Source } from "../core/source.ts";
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
  const shown = path.relative(root, file).split(path.sep).join("/");
  const source = makeSource(shown, text);
  if (!translated.ok) {
    const quoted = /`(.+?)`/.exec(translated.error)?.[1];
    return fail([unusable(root, file, translated.error, placeOf(source, quoted))]);
  }
  const notes = translated.value.notHere.map((name) =>
    diagnostic("CR827", `yamale's validator \`${name}\` is not checked without yamale`, {
      place: placeOf(source, validatorText(name)),
    }),
  );
  return ok({ file: shown, schema: translated.value.schema, notes });
}

/** How the schema writes a validator, `semver(`, or the option of one that is not known here, `equals=`. */
function validatorText(name: string): string {
  return /\((.+)\)$/.exec(name)?.[1] ?? `${name}(`;
}

/** The first word of the file that begins so. */
function placeOf(source: Source, words: string | undefined): Place {
  const written = words === undefined ? undefined : new RegExp(`(?<!\\w)${escapePattern(words)}`);
  const found = written?.exec(source.text);
  return found ? placeAt(source, found.index, found.index + found[0].length) : fileStart(source.file);
}

/** Where a Chart.yaml is not what the schema asks for (CR821). */
export function schemaFindings(chart: ChartYaml, { file, schema }: ChartSchema): Diagnostic[] {
  const found = validate(chart.map, schema, { schemaFile: file, owner: "the schema of Chart.yaml" });
  return found.map(({ note: _layers, ...one }) => ({ ...one, code: "CR821", severity: "error" }));
}
