import { diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject } from "../../core/json.ts";
import { type Mesh, meshOf } from "../mesh.ts";
import { nameOf, objectAt, placeOf, podMetadata, podSpec, type Rule, type RuleContext } from "../rule.ts";

/** Annotations by which a pod has its sidecar injected as a native one, which ends with the program. */
const NATIVE = [
  "sidecar.istio.io/nativeSidecar",
  "config.alpha.linkerd.io/proxy-enable-native-sidecar",
  "config.beta.linkerd.io/proxy-enable-native-sidecar",
];

const KEYS = { istio: "sidecar.istio.io/inject", linkerd: "linkerd.io/inject" } as const;

/**
 * Hooks whose pod gets a mesh's sidecar. The sidecar does not end with the program, so the pod does not either, and Helm
 * waits until its timeout, but where the mesh injects it as a native sidecar. Told only where the pod asks for one, or
 * where what the environment renders shows that its namespace injects.
 */
export const hookMesh: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const { object, hooks } = manifest;
    if (hooks.length === 0 || (object.kind !== "Job" && object.kind !== "Pod") || !podSpec(object)) return [];
    const mesh = injected(context, object);
    if (!mesh) return [];
    const off =
      mesh.kind === "istio"
        ? `label the pod \`${KEYS.istio}: "false"\``
        : `annotate the pod \`${KEYS.linkerd}: disabled\``;
    return diagnostic(
      "CR529",
      `${nameOf(object)}: a sidecar of ${mesh.kind === "istio" ? "Istio" : "Linkerd"} keeps its pod from ending`,
      {
        place: placeOf(context, manifest),
        note: mesh.sign,
        help: off,
      },
    );
  });

function injected(context: RuleContext, object: JsonObject): Mesh | undefined {
  const { labels, annotations } = podMetadata(object);
  const istio = String(labels[KEYS.istio] ?? annotations[KEYS.istio] ?? "").toLowerCase();
  const linkerd = String(annotations[KEYS.linkerd] ?? "").toLowerCase();
  if (NATIVE.some((key) => annotations[key] === "true")) return undefined;
  if (istio === "true") return { kind: "istio", sign: `its pod says \`${KEYS.istio}: "true"\`` };
  if (linkerd === "enabled" || linkerd === "ingress")
    return { kind: "linkerd", sign: `its pod says \`${KEYS.linkerd}: ${linkerd}\`` };
  const namespace = objectAt(object, "metadata").namespace ?? context.rendered.release.namespace;
  const mesh = meshOf(context.together, String(namespace));
  if (
    mesh?.kind === "istio" &&
    istio === "" &&
    objectAt(object, "spec", "template", "spec").hostNetwork !== true
  )
    return mesh;
  return mesh?.kind === "linkerd" && linkerd === "" ? mesh : undefined;
}
