import type { Label } from "../../core/diagnostic.ts";
import { escapePattern } from "../../core/escape-pattern.ts";
import type { JsonObject, ValuePath } from "../../core/json.ts";
import { lineText, type Place, placeAt, type Source } from "../../core/source.ts";
import type { MergedMap } from "../../merge/model.ts";
import { valueBehind } from "./value-behind.ts";

/** Where something of an object was written, and the value behind it where that is known. */
export interface Located {
  readonly place: Place;
  readonly labels: readonly Label[];
}

/** A line of a template. */
export interface TemplateLine {
  readonly source: Source;
  /** Where the line begins. */
  readonly offset: number;
}

/** Where the line writes what stands at a path of an object, of which the first `depth` steps lead to the line's own key. */
export function locatedAt(
  line: TemplateLine,
  path: ValuePath,
  depth: number,
  object: JsonObject,
  values: MergedMap | undefined,
): Located {
  const label = values && valueBehind(line, path, depth, { values, object });
  return { place: placeOfKey(line, path, depth), labels: label ? [label] : [] };
}

/** The key in the line; of a line that has it not exactly once, its whole text. */
function placeOfKey({ source, offset }: TemplateLine, path: ValuePath, depth: number): Place {
  const line = placeAt(source, offset, offset).line;
  const text = lineText(source, line);
  for (const step of [path.at(-1), path[depth - 1]]) {
    if (typeof step !== "string") continue;
    const key = new RegExp(`(?<![\\w./-])["']?${escapePattern(step)}["']?[ \\t]*:`, "g");
    const found = [...text.matchAll(key)];
    const start = found[0]?.index;
    if (found.length === 1 && start !== undefined)
      return placeAt(
        source,
        offset + start,
        offset + start + (found[0]?.[0].replace(/[ \t]*:$/, "").length ?? 0),
      );
  }
  const indent = text.length - text.trimStart().length;
  return placeAt(source, offset + indent, offset + text.trimEnd().length);
}
