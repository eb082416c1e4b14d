import type { ModuleName } from "./model.ts";

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
    binaries: { helmfile: "." },
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

export const moduleNames = Object.keys(modulePins) as ModuleName[];
