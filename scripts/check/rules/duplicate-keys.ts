import { diagnostic } from "../../core/diagnostic.ts";
import { nameOf, placeOfPath, type Rule } from "../rule.ts";

/** Keys that a rendered object has twice, of which Helm takes the last. */
export const duplicateKeys: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) =>
    manifest.duplicateKeys.map((path) =>
      diagnostic(
        "CR530",
        `${nameOf(manifest.object)}: \`${path.join(".")}\` is written twice, the last one counts`,
        {
          ...placeOfPath(context, manifest, path),
          help: "write both parts below one key",
        },
      ),
    ),
  );
