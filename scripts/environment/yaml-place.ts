import path from "node:path";
import { escapePattern } from "../core/escape-pattern.ts";
import { readIfThere } from "../core/files.ts";
import { fileStart, lineText, makeSource, type Place, placeAt, type Source } from "../core/source.ts";

/**
 * Where the text is that helmfile's YAML reader complains of. It counts lines anew in each `---` part of a helmfile, does
 * not say in which, and counts those that a template has made: so the key or value that it names is looked for first.
 */
export function yamlPlace(root: string, file: string, complaint: string): Place {
  const source = makeSource(file, readIfThere(path.resolve(root, file)) ?? "");
  const line = Number(/line (\d+):/.exec(complaint)?.[1] ?? 1);
  const counted = partStarts(source)
    .map((start, at, all) => ({ line: start + line - 1, end: all[at + 1] ?? source.lineStarts.length + 1 }))
    .flatMap((one) => (one.line < one.end ? [one.line] : []));
  const named = textsOf(source, complaint);
  const best = named.find((one) => counted.includes(one.line)) ?? named[0];
  if (best) return best;
  const [only, ...others] = counted;
  return only === undefined || others.length > 0
    ? fileStart(file)
    : { ...fileStart(file), line: only, endLine: only };
}

/** The first line of each part that a line of `---` begins, and of the one before. */
export function partStarts(source: Source): number[] {
  const lines = source.lineStarts.map((_, at) => at + 1);
  return [1, ...lines.filter((line) => lineText(source, line) === "---").map((line) => line + 1)];
}

/** Each place of what stands in the complaint as text of the file: a key that is not known, one that stands twice, a value. */
function textsOf(source: Source, complaint: string): Place[] {
  const field = /field (\S+) not found in type/.exec(complaint)?.[1];
  if (field !== undefined) return keys(source, field);
  const twice = /line (\d+): mapping key "(.+)" already defined at line (\d+)/.exec(complaint);
  if (twice) return again(keys(source, twice[2] as string), Number(twice[1]) - Number(twice[3]), source);
  const value = /cannot unmarshal \S+ `([^`]+?)(?:\.\.\.)?` into/.exec(complaint)?.[1];
  return value === undefined ? [] : places(source, new RegExp(`[:-] +["']?(${escapePattern(value)})`, "dgm"));
}

/** The second of two equal keys so many lines apart; none may be, since it can be a values file that is meant. */
function again(all: readonly Place[], apart: number, source: Source): Place[] {
  const indent = ({ line }: Place) => /^[ -]*/.exec(lineText(source, line))?.[0].length;
  return all.filter((one) =>
    all.some((other) => other.line === one.line - apart && indent(other) === indent(one)),
  );
}

function keys(source: Source, key: string): Place[] {
  return places(source, new RegExp(`^[ -]*["']?(${escapePattern(key)})["']? *:`, "dgm"));
}

function places(source: Source, pattern: RegExp): Place[] {
  return [...source.text.matchAll(pattern)].flatMap(({ indices }) => {
    const [start, end] = indices?.[1] ?? [];
    return start === undefined || end === undefined ? [] : [placeAt(source, start, end)];
  });
}
