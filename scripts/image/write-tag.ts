import { readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, type DiagnosticDetails, diagnostic } from "../core/diagnostic.ts";
import { writeWhole } from "../core/files.ts";
import { showPath, valueAt } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart, makeSource } from "../core/source.ts";
import type { LayerReference } from "../environment/model.ts";
import { layerJson } from "../layers/json.ts";
import { parseLayer } from "../layers/parse.ts";
import { readLayer } from "../layers/read.ts";
import { nodeAt } from "../merge/value.ts";
import { setText } from "./edit-yaml.ts";
import { findingsWith, type ImageValues, misread } from "./foresee.ts";
import type { ImageTarget } from "./target.ts";
import { textAt } from "./target.ts";

/** A values file that was written, or was right already. */
export interface Written {
  /** Relative to the repository's root. */
  readonly file: string;
  readonly changed: boolean;
}

/**
 * Writes the tag (and the repository, where it is given) into the environment's own values file, and nothing else into
 * it. Before anything is written the new text is read as Helm and as helmfile read it, and the values that come of it
 * are held against the schemas. `named` is a file relative to the root.
 */
export async function writeImage(
  target: ImageTarget,
  values: ImageValues,
  named: string | undefined,
): Promise<Result<Written>> {
  const file = ownFile(target, named);
  if (!file.ok) return file;
  const { root } = target.environment;
  const digest = nodeAt(target.merged, [...target.path, "digest"]);
  if (textAt(target.merged, [...target.path, "digest"]) !== undefined) {
    const place = digest?.origins.at(-1)?.place;
    return fail([
      refusal(target, "its digest is set, and wins over any tag", { place, help: "remove the digest" }),
    ]);
  }
  const layer = readLayer(root, file.value);
  if (!layer.ok) return layer;
  if (layer.value.sops) {
    return fail([
      refusal(target, `${file.value} is encrypted`, { help: "name another file: --values FILE" }),
    ]);
  }
  const at = path.join(root, file.value);
  const text = readFileSync(at, "utf8");
  const edited = editAll(text, target.path, values);
  if (!edited.ok) {
    return fail([
      refusal(target, `${file.value}: ${edited.error}`, {
        place: fileStart(file.value),
        help: byHand(target, values),
      }),
    ]);
  }
  if (edited.value === text) return ok({ file: file.value, changed: false });
  const wrong = misread(file.value, text, edited.value, target.path, values);
  if (wrong !== undefined) {
    return fail([
      refusal(target, `${file.value}: ${wrong}`, {
        place: fileStart(file.value),
        help: byHand(target, values),
      }),
    ]);
  }
  const problems = [
    ...overridden(target, file.value, values),
    ...(await refused(target, file.value, values)),
  ];
  if (problems.length > 0) return fail(problems);
  const real = realpathSync(at); // the file a link leads to, not the link
  writeWhole(real, edited.value, statSync(real).mode);
  return ok({ file: file.value, changed: true });
}

/** The plain file of the environment alone: the last of its layers with its name in the path, or the one that is named. */
function ownFile(target: ImageTarget, named: string | undefined): Result<string> {
  const { layers, name } = target.environment;
  if (named !== undefined) {
    const known = layers.find((one) => one.file === named);
    if (known?.kind === "plain") return ok(named);
    const why = known === undefined ? `${named} is no values file of ${name}` : notPlain(known);
    return fail([refusal(target, why, { help: `the files of ${name}: ${filesOf(layers)}` })]);
  }
  const own = layers.filter((one) => one.kind !== "inline" && isNamedAfter(one.file, name));
  const plain = own.findLast((one) => one.kind === "plain");
  if (plain) return ok(plain.file);
  const [other] = own;
  const help = "name a plain values file of this environment: --values FILE";
  if (other) return fail([refusal(target, notPlain(other), { place: fileStart(other.file), help })]);
  return fail([refusal(target, `${name} has no values file of its own`, { note: filesOf(layers), help })]);
}

function isNamedAfter(file: string, name: string): boolean {
  return file.split("/").some((step) => step === name || step.split(/[._]/).includes(name));
}

function notPlain({ kind, file }: LayerReference): string {
  if (kind === "template") return `${file} is a template, and what it makes of a tag is not known`;
  return kind === "sops" ? `${file} is encrypted` : `${file} is no values file`;
}

function filesOf(layers: readonly LayerReference[]): string {
  const files = layers.filter((one) => one.kind === "plain").map((one) => one.file);
  return files.length === 0 ? "it has no plain values file" : [...new Set(files)].join(", ");
}

function editAll(text: string, at: readonly string[], values: ImageValues): Result<string, string> {
  let edited: Result<string, string> = ok(text);
  for (const key of ["repository", "tag"] as const) {
    const value = values[key];
    if (value === undefined || !edited.ok) continue;
    if (readsAs(edited.value, [...at, key], value)) continue;
    edited = setText(edited.value, [...at, key], value);
  }
  return edited;
}

/** The value is there already, as a text to both readers. */
function readsAs(text: string, at: readonly string[], value: string): boolean {
  return (["helm", "helmfile"] as const).every((reader) => {
    const { root, diagnostics } = parseLayer(makeSource("values.yaml", text), { reader });
    return diagnostics.length === 0 && valueAt(layerJson(root), at) === value;
  });
}

/** A layer above the file sets the value as well. */
function overridden(target: ImageTarget, file: string, values: ImageValues): Diagnostic[] {
  const { layers } = target.environment;
  const own = layers.findLastIndex((one) => one.file === file);
  return Object.keys(values).flatMap((key) => {
    const winner = nodeAt(target.merged, [...target.path, key])?.origins.at(-1);
    if (!winner || winner.layer <= own) return [];
    const what = `a later layer sets ${showPath([...target.path, key])}, so ${file} would change nothing`;
    return [refusal(target, what, { place: winner.place, help: "remove it there" })];
  });
}

/** What the schemas say against the new values. */
async function refused(target: ImageTarget, file: string, values: ImageValues): Promise<Diagnostic[]> {
  const found = await findingsWith(target.environment, target.merged, target.path, values, fileStart(file));
  return found.map((one) =>
    refusal(target, one.message, { note: `${one.code}: the schema does not accept it`, help: one.help }),
  );
}

function refusal(target: ImageTarget, why: string, details: DiagnosticDetails = {}): Diagnostic {
  return diagnostic("CR726", `${showPath(target.path)} of ${target.environment.name}: ${why}`, details);
}

function byHand({ path: at }: ImageTarget, values: ImageValues): string {
  return Object.entries(values)
    .map(([key, value]) => `write ${showPath([...at, key])}: ${value} yourself`)
    .join(", ");
}
