import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere, writeWhole } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import type { Finding } from "./findings.ts";
import { type Signature, signatureKey, signatureOf } from "./fingerprint.ts";

/** Findings that were there before, and how many of each: `schemas/baseline.schema.json` documents the file. */
export interface BaselineEntry extends Signature {
  readonly count: number;
}

export interface Compared {
  /** What the baseline does not hold. */
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  /** What the baseline holds and nobody found, with how many of it. */
  readonly gone: readonly BaselineEntry[];
}

/** Reads a baseline; `file` is absolute, `typed` as the person wrote it. CR012 where there is none, CR013 where it is broken. */
export function readBaseline(file: string, typed: string): Result<BaselineEntry[]> {
  const text = readIfThere(file);
  if (text === undefined)
    return fail([
      diagnostic("CR012", `there is no baseline at ${typed}`, {
        help: "write it: the same command with --update-baseline",
      }),
    ]);
  const broken = (why: string) =>
    fail([
      diagnostic("CR013", `${typed} is no baseline: ${why}`, {
        help: "write it anew: remove it, then the same command with --update-baseline",
      }),
    ]);
  let read: Json;
  try {
    read = JSON.parse(text) as Json;
  } catch {
    return broken("it is not JSON");
  }
  if (!isObject(read) || read.version !== 1) return broken("its version is not 1");
  const { findings } = read;
  if (!Array.isArray(findings) || !findings.every(isEntry))
    return broken("`findings` is no list of findings with code, message and count");
  return ok(findings as unknown as BaselineEntry[]);
}

/** Tells findings that a baseline holds from new ones: of an entry with a count of 2 a third one is new. */
export function compareBaseline(findings: readonly Finding[], entries: readonly BaselineEntry[]): Compared {
  const left = new Map<string, number>();
  for (const one of entries) left.set(signatureKey(one), (left.get(signatureKey(one)) ?? 0) + one.count);
  const fresh: Finding[] = [];
  const known: Finding[] = [];
  for (const one of findings) {
    const key = signatureKey(signatureOf(one));
    const count = isAboutTheRun(one) ? 0 : (left.get(key) ?? 0);
    if (count > 0) left.set(key, count - 1);
    (count > 0 ? known : fresh).push(one);
  }
  const gone = entries.flatMap((one) => {
    const count = left.get(signatureKey(one)) ?? 0;
    left.delete(signatureKey(one));
    return count > 0 ? [{ ...one, count }] : [];
  });
  return { fresh, known, gone };
}

/** The entries for findings: those that are severe enough to be shown as more than information. */
export function baselineOf(
  findings: readonly Finding[],
  isWanted: (one: Finding) => boolean,
): BaselineEntry[] {
  const counted = new Map<string, BaselineEntry>();
  for (const one of findings) {
    if (isAboutTheRun(one) || !isWanted(one)) continue;
    const signature = signatureOf(one);
    const key = signatureKey(signature);
    counted.set(key, { ...signature, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  return [...counted.values()];
}

/** Writes a baseline, sorted, a line for each entry, so that a difference of two shows what came and what went. */
export function writeBaseline(file: string, entries: readonly BaselineEntry[]): void {
  const lines = entries
    .map(({ code, file: where, message, count }) => ({ file: where ?? "", code, message, count }))
    .sort((a, b) => order(a.file, b.file) || order(a.code, b.code) || order(a.message, b.message))
    .map(
      ({ file: where, ...rest }) => `    ${JSON.stringify(where === "" ? rest : { file: where, ...rest })}`,
    );
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  writeWhole(file, `{\n  "version": 1,\n  "findings": ${list}\n}\n`);
}

/** Information that a baseline can be made smaller; `place` is the baseline's own path, where it is below the root. */
export function goneFinding(
  gone: readonly BaselineEntry[],
  { root, file, typed }: { root: string; file: string; typed: string },
): Diagnostic[] {
  if (gone.length === 0) return [];
  const total = gone.reduce((sum, { count }) => sum + count, 0);
  const relative = path.relative(root, file).split(path.sep).join("/");
  const lines = gone.slice(0, MOST_TOLD).map((one) => `${one.code} ${one.file ?? ""} ${one.message}`);
  if (gone.length > MOST_TOLD) lines.push(`and ${gone.length - MOST_TOLD} more`);
  const are = total === 1 ? "finding of the baseline is" : "findings of the baseline are";
  return [
    diagnostic("CR011", `${total} ${are} gone`, {
      ...(!relative.startsWith("../") && { place: fileStart(relative) }),
      note: lines.join("\n"),
      help: `make it smaller: chartroom check --baseline ${typed} --update-baseline`,
    }),
  ];
}

const MOST_TOLD = 5;

/** Wrong usage, an environment that cannot be read, a missing tool: to hide those would hide that nothing was checked. */
function isAboutTheRun({ code }: Finding): boolean {
  return /^CR[09]/.test(code);
}

function isEntry(one: Json): boolean {
  return (
    isObject(one) &&
    typeof one.code === "string" &&
    typeof one.message === "string" &&
    (one.file === undefined || typeof one.file === "string") &&
    Number.isInteger(one.count)
  );
}

/** By code units: the same on every machine, whatever its language. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
