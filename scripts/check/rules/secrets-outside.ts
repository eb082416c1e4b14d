import { diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, type ValuePath } from "../../core/json.ts";
import { taint } from "../../core/taint.ts";
import { nameOf, placeOf, placeOfPath, type Rule } from "../rule.ts";

/** Decrypted values in objects that are no Secret. The message never says which value. */
export const secretsOutside: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    if (manifest.object.kind === "Secret" || !taint.touches(manifest.text)) return [];
    const message = `${nameOf(manifest.object)} holds a secret in plain text`;
    const paths = [...touched(manifest.object, [])];
    // It can stand in a comment, or in what the reader of YAML made something else of.
    if (paths.length === 0) return [diagnostic("CR541", message, { place: placeOf(context, manifest) })];
    return paths.map((path) =>
      diagnostic("CR541", message, { ...placeOfPath(context, manifest, path), hidden: true }),
    );
  });

/** The paths of texts that hold a secret; a key can hold one, too, and then what is below it is not named. */
function* touched(value: Json, path: ValuePath): Generator<ValuePath> {
  if (Array.isArray(value))
    for (const [at, one] of value.entries()) yield* touched(one as Json, [...path, at]);
  else if (isObject(value)) {
    for (const [key, one] of Object.entries(value))
      if (taint.touches(key)) yield path;
      else yield* touched(one, [...path, key]);
  } else if (value !== null && taint.touches(String(value))) yield path;
}
