import type { JsonObject } from "../../scripts/core/json.ts";

/** A definition of a kind in which everything may be written: for what needs the kind to be known, no more. */
export function customDefinition(group: string, kind: string, plural: string, bundle?: string): JsonObject {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      annotations: {
        // The API server asks for it in groups of the Kubernetes project.
        "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api",
        ...(bundle !== undefined && { "gateway.networking.k8s.io/bundle-version": bundle }),
      },
    },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}
