import path from "node:path";
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

/** Each place of what stands in the complaint as text of the file: a key that is not known, a value of another type. */
function textsOf(source: Source, complaint: string): Place[] {
  const [, unknown, twice] =
    /field (\S+) not found in type|mapping key "(.+)" already defined/.exec(complaint) ?? [];
  const field = unknown ?? twice;
  const value = /cannot unmarshal \S+ `([^`]+?)(?:\.\.\.)?` into/.exec(complaint)?.[1];
  const pattern =
    field !== undefined
      ? new RegExp(`^[ -]*["']?(${escaped(field)})["']? *:`, "dgm")
      : value !== undefined
        ? new RegExp(`[:-] +["']?(${escaped(value)})`, "dgm")
        : undefined;
  if (!pattern) return [];
  return [...source.text.matchAll(pattern)].flatMap(({ indices }) => {
    const [start, end] = indices?.[1] ?? [];
    return start === undefined || end === undefined ? [] : [placeAt(source, start, end)];
  });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
