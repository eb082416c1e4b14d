import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import type { Manifest } from "../../render/model.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/**
 * Two objects of one kind, name and namespace. Hooks that have no event in common are no pair: each takes the name when
 * its turn comes, and before-hook-creation makes room for it.
 */
export const objectNames: Rule = (context) => {
  const seen = new Map<string, Manifest[]>();
  const findings: Diagnostic[] = [];
  for (const manifest of context.rendered.manifests) {
    const { object } = manifest;
    const group = String(object.apiVersion).replace(/\/?[^/]*$/, "");
    const namespace = objectAt(object, "metadata").namespace ?? context.rendered.release.namespace;
    const key = [group, nameOf(object), String(namespace)].join(" ");
    const before = seen.get(key) ?? [];
    seen.set(key, [...before, manifest]);
    const first = before.find((one) => meet(one, manifest));
    if (first) {
      const message = `${nameOf(object)} is rendered twice`;
      const label = {
        message: "the first one",
        place: placeOfPath(context, first, ["metadata", "name"]).place,
      };
      findings.push(
        diagnostic("CR532", message, {
          place: placeOfPath(context, manifest, ["metadata", "name"]).place,
          labels: [label],
          help: "give each a name of its own, or render one of them",
        }),
      );
    }
  }
  return findings;
};

function meet({ hooks }: Manifest, { hooks: others }: Manifest): boolean {
  return hooks.length === 0 || others.length === 0 || hooks.some((one) => others.includes(one));
}
