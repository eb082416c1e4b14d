import { mkdirSync } from "node:fs";
import path from "node:path";

/** How many volumes there are to claim; a database of a scenario takes one. */
const VOLUMES = 32;

/** A default storage class and volumes for it, folders of the cluster's, as objects for kubectl. */
export function storageObjects(directory: string): Readonly<Record<string, unknown>>[] {
  const name = "standard";
  const storageClass = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: "WaitForFirstConsumer",
  };
  const terms = [{ matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: ["node"] }] }];
  const volumes = Array.from({ length: VOLUMES }, (_, index) => {
    const folder = path.join(directory, "volumes", String(index));
    mkdirSync(folder, { recursive: true });
    return {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: `volume-${index}` },
      spec: {
        capacity: { storage: "10Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: name,
        // `local`, not `hostPath`: the kubelet gives its folder to the pod's fsGroup.
        local: { path: folder },
        nodeAffinity: { required: { nodeSelectorTerms: terms } },
      },
    };
  });
  return [storageClass, ...volumes];
}
