import type { Type } from "./types.ts";

/** Where YAML of several lines is printed: the offsets of the action in its text, and the column of its lines. */
export interface Printed {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly column: number;
  /** What stands above the action, without white space and the openings of branches between. */
  readonly before: string;
}

/**
 * Whether a list or map is printed between others of its kind, so that it must not be empty: `toYaml` writes an empty one
 * as `[]` or `{}`, and those are no item and no key. Only neighbours that are printed whenever it is are looked at.
 */
export function mustNotBeEmpty(type: Type, printed: Printed): boolean {
  if (type.unknown !== undefined || type.filled || type.kinds.size === 0) return false;
  if (![...type.kinds].every((one) => one === "list" || one === "map")) return false;
  return hasSiblingAbove(printed) || hasSiblingBelow(printed, type.kinds.has("list"));
}

/** The line above is text, at the same column or further in: it is of the same list or map. */
function hasSiblingAbove({ before, column }: Printed): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  return indent >= column && /^\s*[\w"'-]/.test(line) && !/^\s*(?:---|#)/.test(line) && !/:\s*$/.test(line);
}

/** After the ends of branches that it stands in comes another item, or key, at its column. */
function hasSiblingBelow({ text, end, column }: Printed, list: boolean): boolean {
  for (const line of text
    .slice(end, end + 2000)
    .split("\n")
    .slice(1)) {
    if (line.trim() === "" || /^\s*#/.test(line) || /^\s*\{\{-?\s*end\s*-?\}\}\s*$/.test(line)) continue;
    if ((/^ */.exec(line)?.[0].length ?? 0) !== column) return false;
    return list ? /^ *- /.test(line) : /^ *[\w."'/-]+:(?: |$)/.test(line);
  }
  return false;
}
