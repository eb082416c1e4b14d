import { diagnostic } from "../../core/diagnostic.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/** Objects that go into another namespace than their release, unless the release makes that namespace itself. */
export const namespaces: Rule = (context) => {
  const made = new Set(
    context.rendered.manifests
      .filter(({ object }) => object.kind === "Namespace")
      .map(({ object }) => objectAt(object, "metadata").name),
  );
  return context.rendered.manifests.flatMap((manifest) => {
    const { namespace } = objectAt(manifest.object, "metadata");
    const own = context.rendered.release.namespace;
    if (typeof namespace !== "string" || namespace === "" || namespace === own || made.has(namespace))
      return [];
    const message = `${nameOf(manifest.object)} goes into namespace \`${namespace}\`, its release into \`${own}\``;
    return [
      diagnostic("CR543", message, {
        ...placeOfPath(context, manifest, ["metadata", "namespace"]),
        help: "leave it out, or write `.Release.Namespace`",
      }),
    ];
  });
};
