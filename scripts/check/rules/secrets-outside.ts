import { diagnostic } from "../../core/diagnostic.ts";
import { taint } from "../../core/taint.ts";
import { nameOf, placeOf, type Rule } from "../rule.ts";

/** Decrypted values in objects that are no Secret. The message never says which value. */
export const secretsOutside: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) =>
    manifest.object.kind === "Secret" || !taint.touches(manifest.text)
      ? []
      : [
          diagnostic("CR541", `${nameOf(manifest.object)} holds a secret in plain text`, {
            place: placeOf(context, manifest),
          }),
        ],
  );
