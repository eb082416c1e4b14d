import path from "node:path";
import process from "node:process";
import { clusterDown, clusterUp } from "../../scripts/cluster/cluster.ts";
import { childVariables } from "../../scripts/helmfile/target.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { chartroomProgram } from "./cases.ts";
import { type Timing, time } from "./measure.ts";
import { type BenchRepository, keyVariables } from "./repository.ts";

export interface ApplyTimes {
  readonly own: readonly Timing[];
  readonly bare: readonly Timing[];
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs `task` with an embedded cluster of the benchmark's own; undefined where none can be started here (macOS without
 * its binaries, a sandbox).
 */
export async function withCluster<T>(folder: string, task: () => Promise<T>): Promise<T | undefined> {
  process.env.CHARTROOM_CLUSTER_DIRECTORY = path.join(folder, "cluster");
  const end = () => void clusterDown().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, end);
  try {
    const up = await clusterUp();
    return up.ok ? await task() : undefined;
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
    await clusterDown();
    delete process.env.CHARTROOM_CLUSTER_DIRECTORY;
  }
}

/**
 * chartroom's apply and bare helmfile's, in turn on one cluster. Each run has a change in every release; who goes first
 * changes from round to round, so that neither always meets the colder cluster.
 */
export async function timeApply(
  repository: BenchRepository,
  cache: string,
  rounds: number,
): Promise<ApplyTimes> {
  const helmfile = await findTool("helmfile");
  if (!helmfile.ok) throw new Error("helmfile is missing");
  const env = { ...(await childVariables(true)), ...keyVariables(repository) };
  const cluster = { CHARTROOM_CLUSTER_DIRECTORY: process.env.CHARTROOM_CLUSTER_DIRECTORY };
  const bareApply = {
    command: helmfile.value.path,
    args: ["-e", "local", "apply"],
    cwd: repository.root,
    env,
  };
  const ownApply = chartroomProgram(repository, cache, ["-e", "local", "apply", "--yes"], cluster);
  await time(bareApply); // the first install is not what is compared
  const own: Timing[] = [];
  const bare: Timing[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const turns = [
      async () => own.push(await changed(`${round}.1.0`, ownApply)),
      async () => bare.push(await changed(`${round}.2.0`, bareApply)),
    ];
    for (const turn of round % 2 === 1 ? turns : turns.reverse()) await turn();
  }
  return { own, bare };

  async function changed(tag: string, program: typeof bareApply | typeof ownApply): Promise<Timing> {
    repository.change(tag);
    return time(program);
  }
}
