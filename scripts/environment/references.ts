import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { fileStart } from "../core/source.ts";
import { taint } from "../core/taint.ts";
import { placeOfText } from "./mention.ts";
import type { State } from "./state.ts";

/** Text that helmfile's vals takes from elsewhere: `ref+sops://file#/key`, also inside longer text. */
const REFERENCE = /(?:secret)?ref\+[a-z0-9]+:\/\//;

/** Resolves texts as helmfile would in a folder: the values in their order, or its words when it refused. */
export type Evaluate = (
  folder: string,
  references: readonly string[],
) => Promise<readonly Json[] | { readonly stderr: string }>;

export interface Resolved {
  readonly states: readonly State[];
  readonly diagnostics: readonly Diagnostic[];
  /** Something stayed closed that a key or a login would open. */
  readonly withheld: boolean;
}

/**
 * `helmfile build` prints references in inline values and in `set` as they are written, though Helm gets what they stand
 * for: here they are resolved, and remembered as secrets. One that cannot be resolved is a finding and leaves null.
 */
export async function resolveReferences(
  root: string,
  states: readonly State[],
  evaluate: Evaluate,
): Promise<Resolved> {
  const diagnostics: Diagnostic[] = [];
  const resolved: State[] = [];
  let withheld = false;
  for (const state of states) {
    const wanted = [...new Set(state.releases.flatMap((one) => INLINE.flatMap((key) => textsIn(one[key]))))];
    if (wanted.length === 0) {
      resolved.push(state);
      continue;
    }
    const folder = state.source === "" ? root : path.dirname(state.source);
    const known = new Map<string, Json>();
    const all = await evaluate(folder, wanted);
    for (const [at, text] of wanted.entries()) {
      const one = "stderr" in all ? await evaluate(folder, [text]) : [all[at] ?? null];
      const failed = "stderr" in one ? one.stderr : undefined;
      const value = "stderr" in one ? null : (one[0] ?? null);
      known.set(text, value);
      taintAll(value);
      if (failed === undefined && value !== null) continue;
      const finding = unresolved(root, state.source, text, failed);
      withheld ||= finding.severity !== "error" && failed !== undefined;
      diagnostics.push(finding);
    }
    resolved.push({ ...state, releases: state.releases.map((one) => replaced(one, known)) });
  }
  return { states: resolved, diagnostics, withheld };
}

const INLINE = ["values", "set", "setString"] as const;

/** The finding for a reference that helmfile could not resolve; `words` are helmfile's, undefined where it found nothing. */
export function unresolved(root: string, source: string, text: string, words?: string): Diagnostic {
  const file = path.relative(root, source).split(path.sep).join("/");
  const shown = /(?:secret)?ref\+[^\s"']+/.exec(text)?.[0] ?? text;
  const reason = /expand [^\s]+: (.*)$/m.exec(words ?? "")?.[1];
  const closed = /data key|identity|credential|unauthor|forbidden|denied|token|dial |connect|login/i;
  return diagnostic(
    "CR027",
    `\`${shown}\` ${words === undefined ? "stands for nothing" : "cannot be resolved"}`,
    {
      place: source === "" ? undefined : (placeOfText(root, file, shown) ?? fileStart(file)),
      // A key or a login that this machine has not is no fault of the repository.
      severity: reason !== undefined && closed.test(reason) ? "info" : "error",
      note:
        reason === undefined
          ? "helmfile would hand an empty value to Helm"
          : taint.mask(reason).slice(0, 300),
      help: "correct the reference, or give this machine what opens it",
    },
  );
}

function textsIn(value: Json | undefined): string[] {
  if (typeof value === "string") return REFERENCE.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

function replaced(release: JsonObject, known: ReadonlyMap<string, Json>): JsonObject {
  const inside = (value: Json): Json => {
    if (typeof value === "string") return known.has(value) ? (known.get(value) ?? null) : value;
    if (Array.isArray(value)) return value.map(inside);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inside(one)]));
  };
  const changed = INLINE.flatMap((key) => (release[key] === undefined ? [] : [[key, inside(release[key])]]));
  return { ...release, ...Object.fromEntries(changed) };
}

function taintAll(value: Json): void {
  if (isObject(value)) for (const one of Object.values(value)) taintAll(one);
  else if (Array.isArray(value)) for (const one of value) taintAll(one);
  else if (typeof value === "string") taint.add(value.trim());
  else taint.add(value);
}
