import type { ModuleName, ToolName } from "./model.ts";

/** One module of `modules/`: what is compiled, and how its version is stamped. */
export interface ModulePin {
  readonly version: string;
  /** Binary name -> Go package, as seen from the module's folder. */
  readonly binaries: Readonly<Partial<Record<string, string>>>;
  /** Other names the one binary answers to: symlinks beside it. */
  readonly links?: readonly string[];
  /** `-X` settings of the linker, beside `-s -w`. */
  readonly stamps: readonly string[];
  /** CPU seconds of a build with an empty Go build cache, measured in 2026 on two cores. */
  readonly cpuSeconds: number;
}

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

const kubernetes = "1.37.2";
const component = "k8s.io/component-base/version";

/** Shared by helm and the engine: templates can read .Capabilities.HelmVersion, and must read the same. */
const helmStamps = [
  "helm.sh/helm/v4/internal/version.version=v4.3.1",
  "helm.sh/helm/v4/internal/version.metadata=",
  "helm.sh/helm/v4/internal/version.gitTreeState=clean",
];

/** Modules, in the order in which a build is worth starting: what `apply` needs first, the longest early. */
export const modulePins: Readonly<Record<ModuleName, ModulePin>> = {
  helm: {
    version: "4.3.1",
    binaries: { helm: "helm.sh/helm/v4/cmd/helm" },
    stamps: helmStamps,
    cpuSeconds: 200,
  },
  helmfile: {
    version: "1.8.0",
    binaries: { helmfile: "github.com/helmfile/helmfile" },
    stamps: ["go.szostok.io/version.version=v1.8.0", "go.szostok.io/version.dirtyBuild=false"],
    cpuSeconds: 430,
  },
  sops: {
    version: "3.13.3",
    binaries: { sops: "github.com/getsops/sops/v3/cmd/sops" },
    stamps: [],
    cpuSeconds: 110,
  },
  "helm-diff": {
    version: "3.8.1",
    binaries: { diff: "github.com/databus23/helm-diff/v3" },
    stamps: ["github.com/databus23/helm-diff/v3/cmd.Version=3.8.1"],
    cpuSeconds: 105,
  },
  age: {
    version: "1.3.2",
    binaries: { age: "filippo.io/age/cmd/age", "age-keygen": "filippo.io/age/cmd/age-keygen" },
    stamps: ["main.Version=v1.3.2"],
    cpuSeconds: 4,
  },
  engine: { version: "4.3.1", binaries: { engine: "." }, stamps: helmStamps, cpuSeconds: 20 },
  kubernetes: {
    version: kubernetes,
    binaries: { kubernetes: "." },
    links: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"],
    stamps: [
      `${component}.gitVersion=v${kubernetes}`,
      `${component}.gitMajor=1`,
      `${component}.gitMinor=37`,
      `${component}.gitTreeState=clean`,
      `${component}.gitCommit=unknown`,
      `${component}.buildDate=1970-01-01T00:00:00Z`,
    ],
    cpuSeconds: 690,
  },
  etcd: {
    version: "3.7.3",
    binaries: { etcd: "go.etcd.io/etcd/server/v3" },
    stamps: [],
    cpuSeconds: 35,
  },
  kwok: {
    version: "0.8.0",
    binaries: { kwok: "sigs.k8s.io/kwok/cmd/kwok", kwokctl: "sigs.k8s.io/kwok/cmd/kwokctl" },
    stamps: [],
    cpuSeconds: 125,
  },
};

const controlPlane = {
  module: "kubernetes",
  version: kubernetes,
  // One minor version: a controller manager or scheduler newer than its API server is not supported.
  range: ">=1.37 <1.38",
  ask: ["--version"],
  need: "cluster",
  page: "https://kubernetes.io/releases/download/",
} as const;

/** Tools, in the order in which `doctor` shows them. */
export const toolPins: Readonly<Record<ToolName, ToolPin>> = {
  helm: {
    module: "helm",
    version: "4.3.1",
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
    module: "helmfile",
    version: "1.8.0",
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
    module: "helm-diff",
    version: "3.8.1",
    range: ">=3.8 <4",
    ask: [],
    need: "apply",
    use: "shows what an apply would change",
    page: "https://github.com/databus23/helm-diff/releases",
  },
  sops: {
    module: "sops",
    version: "3.13.3",
    range: ">=3.9 <4",
    ask: ["--version", "--disable-version-check"],
    need: "apply",
    use: "decrypts and encrypts values",
    mise: "sops",
    brew: "sops",
    page: "https://github.com/getsops/sops/releases",
  },
  age: {
    module: "age",
    version: "1.3.2",
    range: ">=1.1 <2",
    ask: ["--version"],
    need: "secrets",
    use: "encrypts to the keys of people",
    mise: "age",
    brew: "age",
    page: "https://github.com/FiloSottile/age/releases",
  },
  "age-keygen": {
    module: "age",
    version: "1.3.2",
    range: ">=1.1 <2",
    ask: ["--version"],
    need: "secrets",
    use: "makes the keys of people",
    mise: "age",
    brew: "age",
    page: "https://github.com/FiloSottile/age/releases",
  },
  engine: {
    module: "engine",
    version: "4.3.1",
    range: "",
    ask: [],
    need: "speed",
    use: "renders without starting helm each time",
    page: "scripts/tools/modules/engine",
  },
  kubectl: {
    module: "kubernetes",
    version: kubernetes,
    range: ">=1.30 <2",
    ask: ["version", "--client"],
    need: "cluster",
    use: "reads hook logs and cluster state",
    mise: "kubectl",
    brew: "kubernetes-cli",
    page: "https://kubernetes.io/releases/download/",
  },
  kwokctl: {
    module: "kwok",
    version: "0.8.0",
    range: ">=0.6 <1",
    ask: ["--version"],
    need: "cluster",
    use: "starts the embedded cluster",
    mise: "aqua:kubernetes-sigs/kwok/kwokctl",
    brew: "kwok",
    page: "https://github.com/kubernetes-sigs/kwok/releases",
  },
  kwok: {
    module: "kwok",
    version: "0.8.0",
    range: ">=0.6 <1",
    ask: ["--version"],
    need: "cluster",
    use: "simulates nodes and pods",
    mise: "go:sigs.k8s.io/kwok/cmd/kwok",
    brew: "kwok",
    page: "https://github.com/kubernetes-sigs/kwok/releases",
  },
  etcd: {
    module: "etcd",
    version: "3.7.3",
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

export const moduleNames = Object.keys(modulePins) as ModuleName[];

/** The tools that one module gives. */
export function toolsOf(module: ModuleName): ToolName[] {
  return toolNames.filter((name) => toolPins[name].module === module);
}
