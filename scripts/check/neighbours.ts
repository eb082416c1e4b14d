import type { JsonObject } from "../core/json.ts";
import type { Manifest, RenderedRelease } from "../render/model.ts";
import { objectAt, type RuleContext } from "./rule.ts";

/** The namespace that an object goes into. */
export function namespaceOf(object: JsonObject, { release }: RenderedRelease): string {
  const { namespace } = objectAt(object, "metadata");
  return typeof namespace === "string" && namespace !== "" ? namespace : release.namespace;
}

/** Everything that the environment's releases put into one namespace in this phase. */
export function neighbours({ together, rendered }: RuleContext, namespace: string): Manifest[] {
  return (together.includes(rendered) ? together : [rendered]).flatMap((one) =>
    one.manifests.filter(({ object }) => namespaceOf(object, one) === namespace),
  );
}
