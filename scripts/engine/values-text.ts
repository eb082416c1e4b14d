import type { Json } from "../core/json.ts";

/**
 * Values as a text that Helm's YAML reader reads back as the same values. JSON is YAML, save for a few characters that
 * YAML folds or refuses inside quotes: they are escaped.
 */
export function valuesText(values: Json): string {
  return JSON.stringify(values ?? {}).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
