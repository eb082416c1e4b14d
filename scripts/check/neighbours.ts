import type { JsonObject } from "../core/json.ts";
import type { Manifest, Rendered } from "../render/model.ts";
import { objectAt, type RuleContext } from "./rule.ts";

/** The namespace that an object goes into. */
export function namespaceOf(object: JsonObject, { release }: Rendered): string {
  const { namespace } = objectAt(object, "metadata");
  return typeof namespace === "string" && namespace !== "" ? namespace : release.namespace;
}

/** Everything that the environment's releases put into one namespace in this phase. */
export function neighbours({ together }: RuleContext, namespace: string): readonly Manifest[] {
  const groups = known.get(together) ?? grouped(together);
  known.set(together, groups);
  return groups.get(namespace) ?? [];
}

/** Each rule asks for each object: the releases of a phase are gone through once. */
const known = new WeakMap<readonly Rendered[], ReadonlyMap<string, readonly Manifest[]>>();

function grouped(together: readonly Rendered[]): ReadonlyMap<string, readonly Manifest[]> {
  const groups = new Map<string, Manifest[]>();
  for (const one of together)
    for (const manifest of one.manifests) {
      const namespace = namespaceOf(manifest.object, one);
      const group = groups.get(namespace);
      if (group) group.push(manifest);
      else groups.set(namespace, [manifest]);
    }
  return groups;
}
