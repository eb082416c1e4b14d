import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { unusable } from "./settings.ts";
import { lintYaml, type RuleSet } from "./yaml/check.ts";
import { readYamlSettings } from "./yaml/config.ts";
import type { Problem } from "./yaml/model.ts";

/** How YAML files are to be written. */
export interface Style {
  readonly rules: RuleSet;
  /** Rules that are not checked here (CR827). */
  readonly notes: readonly Diagnostic[];
}

/** Reads yamllint's settings; `file` is absolute. The error is CR826. */
export function readStyle(root: string, file: string): Result<Style> {
  const text = readIfThere(file);
  if (text === undefined) return fail([unusable(root, file, "it is not there")]);
  const shown = path.relative(root, file).split(path.sep).join("/");
  const read = readYamlSettings(shown, text, (name) => readIfThere(path.resolve(path.dirname(file), name)));
  if (!read.ok) return read;
  const notes = read.value.notHere.map(({ name, place }) =>
    diagnostic("CR827", `yamllint's rule \`${name}\` is not checked without yamllint`, { place }),
  );
  return ok({ rules: read.value.rules, notes });
}

/** What is wrong with how a file is written (CR823). That it is no YAML is told by those who read it. */
export function styleFindings(file: string, text: string, { rules }: Style): Diagnostic[] {
  return lintYaml(text, rules)
    .filter(({ rule }) => rule !== "syntax")
    .map((one) => styleFinding(file, one));
}

/** One problem of yamllint, ours or its own, as a finding. */
export function styleFinding(file: string, { rule, level, line, column, message }: Problem): Diagnostic {
  return diagnostic("CR823", `${message} (${rule})`, {
    place: { file, line, column, endLine: line, endColumn: column + 1 },
    severity: level,
  });
}
