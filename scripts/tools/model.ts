/** Every external program that chartroom may need. */
export type ToolName =
  | "helm"
  | "helmfile"
  | "helm-diff"
  | "sops"
  | "age"
  | "age-keygen"
  | "engine"
  | "kwok"
  | "kwokctl"
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kubectl";

/** A tool that was found, and where. */
export interface Tool {
  readonly name: ToolName;
  /** Absolute path of the binary; for helm-diff the plugin's folder. */
  readonly path: string;
  readonly version: string;
  readonly from: "path" | "mise" | "cache";
}
