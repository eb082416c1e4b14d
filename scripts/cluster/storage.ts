/** How many volumes there are to claim, and how large each is. */
const VOLUMES = 20;
const SIZE = "100Gi";

/**
 * A default storage class and volumes for it, as JSON for kubectl: nothing provisions volumes on a simulated node, so
 * a pod with a claim would wait for ever. A volume is only a record; nothing is stored.
 */
export function simulatedStorage(): string {
  const name = "simulated";
  const storageClass = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: "Immediate",
  };
  const volumes = Array.from({ length: VOLUMES }, (_, index) => ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `${name}-${index + 1}` },
    spec: {
      capacity: { storage: SIZE },
      accessModes: ["ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany"],
      storageClassName: name,
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: `/simulated/${index + 1}` },
    },
  }));
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: [storageClass, ...volumes] });
}
