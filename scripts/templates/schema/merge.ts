import { isObject, type Json, type JsonObject } from "../../core/json.ts";

/**
 * A schema that somebody has worked on, with what is new in the chart added: values that it does not have. Whatever it
 * says stays as it is, so that a second run changes nothing. `added` gets the paths of what is new.
 */
export function withNew(
  kept: JsonObject,
  made: JsonObject,
  added: string[],
  path: readonly string[] = [],
): JsonObject {
  if (!isObject(made.properties)) return kept;
  // A part that refers elsewhere, or that leaves its values open on purpose, is its author's business.
  if (kept.$ref !== undefined || kept.allOf !== undefined || (path.length > 0 && !isObject(kept.properties)))
    return kept;
  const properties: Record<string, Json> = { ...(isObject(kept.properties) ? kept.properties : {}) };
  for (const [name, one] of Object.entries(made.properties)) {
    const own = properties[name];
    if (own === undefined) {
      properties[name] = one;
      added.push([...path, name].join("."));
    } else if (isObject(own) && isObject(one)) properties[name] = withNew(own, one, added, [...path, name]);
  }
  return { ...kept, properties };
}
