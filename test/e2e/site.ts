import process from "node:process";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { importImage, kubectl, onNetwork, type RealCluster } from "../cluster/real.ts";

/** A cluster as scenarios use it: one that test/cluster has made, or one that was there. */
export interface Site {
  readonly context: string;
  /** What namespaces' names begin with. */
  readonly prefix: string;
  /** What chartroom, helm and kubectl need to find it. */
  readonly env: NodeJS.ProcessEnv & Record<string, string | undefined>;
  /** What enforces NetworkPolicies, for a row that says that they were. */
  readonly enforcer: string;
  /** Its machine, where it is ours to stop parts of. */
  readonly cluster?: RealCluster;
  /** Says that a namespace is a scenario's to make, where others have theirs; throws when there is such a one. */
  claim(namespace: string): void;
  /** Words that run a command of this computer's where the API server answers. */
  here(command: string, args: readonly string[]): string[];
  /** Words that run Node where the addresses of pods and Services answer; its stdin is that of the first word's. */
  node(args: readonly string[]): string[];
  kubectl(args: readonly string[], input?: string): Promise<Ran>;
  /** Loads an archive of images into the node, or nodes. */
  load(archive: string): Promise<void>;
  /** What a GET of an address of the cluster's answers, asked for JSON. */
  get(url: string): Promise<Ran>;
}

/** The cluster of test/cluster: its network is this computer's to enter. */
export function ownSite(cluster: RealCluster): Site {
  const here: Site["here"] = (command, args) => onNetwork(cluster, command, args);
  return {
    context: cluster.context,
    prefix: "",
    claim() {},
    env: { KUBECONFIG: cluster.kubeconfig },
    enforcer: "NetworkPolicies are enforced by test/cluster's rules of nft, which stand in for a CNI's",
    cluster,
    here,
    node: (args) => here(process.execPath, args),
    kubectl: (args, input) => kubectl(cluster, args, input),
    load: async (archive) => importImage(cluster, archive),
    get(url) {
      const args = ["-sS", "--fail", "--max-time", "10", "-H", "accept: application/json", url];
      const [program, ...rest] = here("curl", args);
      return run(program as string, rest);
    },
  };
}
