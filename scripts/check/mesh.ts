import type { JsonObject } from "../core/json.ts";
import type { Rendered } from "../render/model.ts";
import { objectAt, podMetadata, podSpec } from "./rule.ts";

/** A mesh that injects sidecars, and what shows it. */
export interface Mesh {
  readonly kind: "istio" | "linkerd";
  readonly sign: string;
}

/**
 * The mesh whose sidecars the pods of a namespace get, as far as what is rendered shows it: a rendered Namespace with
 * the mesh's label, or pods in the namespace that tune a sidecar of theirs and do not ask for one themselves. Routes and
 * policies show nothing: a gateway alone or an ambient mesh has them too.
 */
export function meshOf(together: readonly Rendered[], namespace: string): Mesh | undefined {
  const meshes = known.get(together) ?? new Map<string, Mesh | undefined>();
  known.set(together, meshes);
  if (!meshes.has(namespace)) meshes.set(namespace, find(together, namespace));
  return meshes.get(namespace);
}

/** Each hook asks, and a namespace's answer is the same for all of a phase. */
const known = new WeakMap<readonly Rendered[], Map<string, Mesh | undefined>>();

function find(together: readonly Rendered[], namespace: string): Mesh | undefined {
  const objects = together.flatMap(({ release, manifests }) =>
    manifests.map(({ object }) => ({ object, home: release.namespace })),
  );
  for (const { object } of objects) {
    const { name, labels, annotations } = metadataOf(object);
    if (object.kind !== "Namespace" || name !== namespace) continue;
    // A namespace of an ambient mesh, or one that says no, has no sidecars, whatever its pods say.
    if (labels["istio.io/dataplane-mode"] !== undefined || labels["istio-injection"] === "disabled")
      return undefined;
    if (labels["istio-injection"] === "enabled")
      return { kind: "istio", sign: `namespace \`${namespace}\` has the label \`istio-injection: enabled\`` };
    if (typeof labels["istio.io/rev"] === "string")
      return { kind: "istio", sign: `namespace \`${namespace}\` has the label \`istio.io/rev\`` };
    if (annotations["linkerd.io/inject"] === "enabled")
      return {
        kind: "linkerd",
        sign: `namespace \`${namespace}\` has the annotation \`linkerd.io/inject: enabled\``,
      };
  }
  for (const { object, home } of objects) {
    const named = objectAt(object, "metadata").namespace;
    if ((typeof named === "string" ? named : home) !== namespace || !podSpec(object)) continue;
    const { labels, annotations } = podMetadata(object);
    // Who asks for a sidecar shows that the namespace does not give one unasked.
    if (
      labels["sidecar.istio.io/inject"] !== undefined ||
      annotations["sidecar.istio.io/inject"] !== undefined
    )
      continue;
    const key = Object.keys(annotations).find((one) => TUNES_ISTIO.test(one));
    if (key !== undefined)
      return {
        kind: "istio",
        sign: `${String(object.kind)}/${metadataOf(object).name} tunes its sidecar by \`${key}\``,
      };
  }
  return undefined;
}

const TUNES_ISTIO = /^(?:(?:traffic\.)?sidecar\.istio\.io\/|proxy\.istio\.io\/)/;

function metadataOf(object: JsonObject) {
  return {
    name: String(objectAt(object, "metadata").name),
    labels: objectAt(object, "metadata", "labels"),
    annotations: objectAt(object, "metadata", "annotations"),
  };
}
