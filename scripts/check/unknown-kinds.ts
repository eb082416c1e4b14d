import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Manifest } from "../render/model.ts";
import { placeOf, type RuleContext } from "./rule.ts";
import { kindOf, lookUp } from "./schemas/catalog.ts";

/** Kinds that nobody here knows: each once for all releases, with the number of objects that are therefore not checked. */
export function unknownKinds(contexts: readonly RuleContext[]): Diagnostic[] {
  const kinds = new Map<string, { context: RuleContext; manifest: Manifest; objects: Set<string> }>();
  for (const context of contexts)
    for (const manifest of context.rendered.manifests) {
      const { object } = manifest;
      if (lookUp(object, context.target, context.custom).is !== "unknown") continue;
      const kind = kindOf(object);
      const known = kinds.get(kind) ?? { context, manifest, objects: new Set() };
      kinds.set(kind, known);
      // Both phases of a release render the same object.
      known.objects.add(JSON.stringify([context.rendered.release.namespace, object.metadata ?? null]));
    }
  return [...kinds].map(([kind, { context, manifest, objects }]) => {
    const count = objects.size === 1 ? "one object is" : `${objects.size} objects are`;
    return diagnostic("CR504", `no schema of \`${kind}\`: ${count} not checked`, {
      place: placeOf(context, manifest),
      // Of a Kubernetes whose fields are not known it may be one of its own.
      help:
        context.target.minor === context.target.version
          ? "name a folder that has its CustomResourceDefinition: --schemas DIR"
          : undefined,
    });
  });
}
