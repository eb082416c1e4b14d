// The real one-node cluster by hand.
// Usage: node --import tsx test/cluster/main.ts up|down|status|hold|run COMMAND [ARGUMENT ...]
// `hold` keeps a cluster of its own up until Ctrl-C.
// `run` runs a command in the cluster's network with KUBECONFIG set: run kubectl get pods -A
import { spawnSync } from "node:child_process";
import process from "node:process";
import { whyNoNode } from "./packages.ts";
import { down, keptCluster, keptDirectory, onNetwork, up } from "./real.ts";

const [verb, ...rest] = process.argv.slice(2);
const say = (line: string): void => console.error(line);

switch (verb) {
  case "up":
  case "hold": {
    const reason = whyNoNode();
    if (reason !== undefined) {
      say(`could not run: ${reason}`);
      process.exit(2);
    }
    try {
      const { kubeconfig } = await up({ keep: verb === "up", say });
      console.log(`up: ${kubeconfig}`);
      if (verb === "hold") setInterval(() => {}, 60_000);
      else say("reached by `node --import tsx test/cluster/main.ts run kubectl get nodes`");
    } catch (error) {
      say((error as Error).message);
      process.exitCode = 1;
    }
    break;
  }
  case "down":
    down(keptDirectory());
    console.log("down");
    break;
  case "status":
    console.log((await keptCluster()) ? "up" : "down");
    break;
  case "run": {
    const cluster = await keptCluster();
    const [command, ...args] = rest;
    if (!cluster || command === undefined) {
      say(command === undefined ? "run what?" : "there is no cluster: `up` makes one");
      process.exit(2);
    }
    const [program, ...all] = onNetwork(cluster, cluster.programs[command] ?? command, args);
    const env = { ...process.env, KUBECONFIG: cluster.kubeconfig };
    process.exitCode = spawnSync(program as string, all, { stdio: "inherit", env }).status ?? 1;
    break;
  }
  default:
    say("usage: node --import tsx test/cluster/main.ts up|down|status|hold|run COMMAND [ARGUMENT ...]");
    process.exitCode = 2;
}
