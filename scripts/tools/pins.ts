import type { ModuleName, ToolName } from "./model.ts";
import { modulePins } from "./module-pins.ts";

/** One tool: which versions will do, how it is asked, who needs it, where else it can be had. */
export interface ToolPin {
  readonly module: ModuleName;
  readonly version: string;
  /** Versions that are taken from PATH or mise (semver range); empty: only our own build will do. */
  readonly range: string;
  /** The arguments that make it print its version. */
  readonly ask: readonly string[];
  /** The verbs that cannot do without it. `speed` means that there is a slower way. */
  readonly need: "apply" | "secrets" | "cluster" | "speed";
  /** What it does here, in a few words for `doctor`. */
  readonly use: string;
  readonly mise?: string;
  readonly brew?: string;
  readonly page: string;
}

const controlPlane = {
  ...from("kubernetes"),
  // One minor version: a controller manager or scheduler newer than its API server is not supported.
  range: ">=1.37 <1.38",
  ask: ["--version"],
  need: "cluster",
  page: "https://kubernetes.io/releases/download/",
} as const;

/** Tools, in the order in which `doctor` shows them. */
export const toolPins: Readonly<Record<ToolName, ToolPin>> = {
  helm: {
    ...from("helm"),
    // 3.18 is the first with helm.sh/hook-output-log-policy.
    range: ">=3.18 <5",
    ask: ["version", "--short"],
    need: "apply",
    use: "renders and releases charts",
    mise: "helm",
    brew: "helm",
    page: "https://github.com/helm/helm/releases",
  },
  helmfile: {
    ...from("helmfile"),
    range: ">=1.1 <2",
    // `helmfile version` asks the network for a newer one.
    ask: ["--version"],
    need: "apply",
    use: "applies the releases in their order",
    mise: "helmfile",
    brew: "helmfile",
    page: "https://github.com/helmfile/helmfile/releases",
  },
  "helm-diff": {
    ...from("helm-diff"),
    range: ">=3.8 <4",
    ask: [],
    need: "apply",
    use: "shows what an apply would change",
    page: "https://github.com/databus23/helm-diff/releases",
  },
  sops: {
    ...from("sops"),
    range: ">=3.9 <4",
    ask: ["--version", "--disable-version-check"],
    need: "apply",
    use: "decrypts and encrypts values",
    mise: "sops",
    brew: "sops",
    page: "https://github.com/getsops/sops/releases",
  },
  age: {
    ...from("age"),
    range: ">=1.1 <2",
    ask: ["--version"],
    need: "secrets",
    use: "encrypts to the keys of people",
    mise: "age",
    brew: "age",
    page: "https://github.com/FiloSottile/age/releases",
  },
  "age-keygen": {
    ...from("age"),
    range: ">=1.1 <2",
    ask: ["--version"],
    need: "secrets",
    use: "makes the keys of people",
    mise: "age",
    brew: "age",
    page: "https://github.com/FiloSottile/age/releases",
  },
  engine: {
    ...from("engine"),
    range: "",
    ask: [],
    need: "speed",
    use: "renders without starting helm each time",
    page: "scripts/tools/modules/engine",
  },
  kubectl: {
    ...from("kubernetes"),
    range: ">=1.30 <2",
    ask: ["version", "--client"],
    need: "cluster",
    use: "reads hook logs and cluster state",
    mise: "kubectl",
    brew: "kubernetes-cli",
    page: "https://kubernetes.io/releases/download/",
  },
  kwokctl: {
    ...from("kwok"),
    range: ">=0.6 <1",
    ask: ["--version"],
    need: "cluster",
    use: "starts the embedded cluster",
    mise: "aqua:kubernetes-sigs/kwok/kwokctl",
    brew: "kwok",
    page: "https://github.com/kubernetes-sigs/kwok/releases",
  },
  kwok: {
    ...from("kwok"),
    range: ">=0.6 <1",
    ask: ["--version"],
    need: "cluster",
    use: "simulates nodes and pods",
    mise: "go:sigs.k8s.io/kwok/cmd/kwok",
    brew: "kwok",
    page: "https://github.com/kubernetes-sigs/kwok/releases",
  },
  etcd: {
    ...from("etcd"),
    // What Kubernetes 1.37's own installer accepts as the oldest external etcd.
    range: ">=3.5.24 <4",
    ask: ["--version"],
    need: "cluster",
    use: "stores the embedded cluster's objects",
    mise: "etcd",
    brew: "etcd",
    page: "https://github.com/etcd-io/etcd/releases",
  },
  "kube-apiserver": {
    ...controlPlane,
    use: "serves the embedded cluster's API",
    mise: "aqua:kubernetes/kubernetes/kube-apiserver",
  },
  "kube-controller-manager": {
    ...controlPlane,
    use: "runs the embedded cluster's controllers",
    mise: "aqua:kubernetes/kubernetes/kube-controller-manager",
  },
  "kube-scheduler": {
    ...controlPlane,
    use: "places the embedded cluster's pods",
    mise: "aqua:kubernetes/kubernetes/kube-scheduler",
  },
};

export const toolNames = Object.keys(toolPins) as ToolName[];

/** A tool has its module's version: there is one place to change a pin. */
function from(module: ModuleName): Pick<ToolPin, "module" | "version"> {
  return { module, version: modulePins[module].version };
}

/** The tools that one module gives. */
export function toolsOf(module: ModuleName): ToolName[] {
  return toolNames.filter((name) => toolPins[name].module === module);
}
