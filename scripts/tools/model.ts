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

/** A folder of `modules/`: what is compiled together. */
export type ModuleName =
  | "helm"
  | "helmfile"
  | "helm-diff"
  | "sops"
  | "age"
  | "engine"
  | "kwok"
  | "etcd"
  | "kubernetes";

/** A tool that was found, and where. */
export interface Tool {
  readonly name: ToolName;
  /** Absolute path of the binary; for helm-diff the plugin's folder. */
  readonly path: string;
  readonly version: string;
  readonly from: "path" | "mise" | "cache";
}

/** A tool that was seen and not taken, because its version is outside the range. */
export interface Passed {
  readonly path: string;
  /** Undefined where the program did not say a version that could be read. */
  readonly version: string | undefined;
  readonly from: "path" | "mise";
}

/** What happens while tools are built, for whoever draws it. */
export type ToolEvent =
  | { readonly kind: "plan"; readonly modules: readonly ModulePlan[]; readonly atOnce: number }
  | { readonly kind: "started"; readonly module: ModuleName }
  | { readonly kind: "waiting"; readonly module: ModuleName; readonly pid: number }
  | {
      readonly kind: "working";
      readonly module: ModuleName;
      readonly step: "downloading" | "compiling" | "linking";
      /** Packages compiled or modules downloaded so far in this step. */
      readonly count: number;
    }
  | {
      readonly kind: "done";
      readonly module: ModuleName;
      readonly seconds: number;
      readonly byOther: boolean;
    }
  | { readonly kind: "failed"; readonly module: ModuleName; readonly message: string };

export interface ModulePlan {
  readonly module: ModuleName;
  readonly version: string;
  readonly tools: readonly ToolName[];
  /** CPU seconds that a build with an empty Go cache takes on a machine of 2026. */
  readonly cpuSeconds: number;
}

export type OnToolEvent = (event: ToolEvent) => void;
