import { type ClusterState, clusterDown, clusterStatus, clusterUp } from "../cluster/cluster.ts";
import { embeddedContext, embeddedKubeconfig } from "../cluster/names.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { forgetApplied } from "../helmfile/applied.ts";
import { runAlone } from "./alone.ts";

import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";

const simulated =
  "Its node is simulated: objects, hooks and rollouts behave as on a real cluster, but no container runs, so there are no logs and nothing answers.";

/** `chartroom cluster up|down|status|kubeconfig`. */
export const command: Command = {
  name: "cluster",
  summary: "the embedded cluster: up, down, status, kubeconfig",
  help: `Usage: chartroom cluster up|down|status|kubeconfig

  up          create the embedded cluster, or start it again; nothing to do when it is up
  down        end it and remove everything it wrote
  status      say whether it is up; exit 1 when it is not
  kubeconfig  print the path of its kubeconfig

${simulated}
It listens on the loopback address alone, and no kubeconfig of yours is touched.

Example: KUBECONFIG=$(chartroom cluster kubeconfig) kubectl get pods -A`,
  async run(invocation: Invocation): Promise<ExitCode> {
    const { screen } = invocation;
    const [what, ...more] = invocation.args;
    if (what === "kubeconfig" && more.length === 0) {
      screen.data(`${embeddedKubeconfig()}\n`);
      return 0;
    }
    const action = {
      up: () => clusterUp((line) => screen.say(line)),
      down: clusterDown,
      status: clusterStatus,
    }[what ?? ""];
    if (!action || more.length > 0) {
      const said =
        what === undefined
          ? "`cluster` needs a word"
          : `\`cluster ${invocation.args.join(" ")}\` is not known`;
      sayFindings(invocation, [
        diagnostic("CR001", said, { help: "chartroom cluster up|down|status|kubeconfig" }),
      ]);
      return 2;
    }
    const result = await action();
    if (!result.ok) {
      sayFindings(invocation, result.error);
      return 3;
    }
    if (what === "down") forgetApplied(embeddedContext);
    screen.say(describe(result.value));
    return what === "status" && result.value.state !== "up" ? 1 : 0;
  },
};

function describe({ state, changed, context, kubeconfig, server }: ClusterState): string {
  if (state === "absent")
    return changed
      ? "the embedded cluster is gone"
      : "there is no embedded cluster; start it with: chartroom cluster up";
  if (state === "stopped")
    return "the embedded cluster is stopped; start it again with: chartroom cluster up";
  return `the embedded cluster is up${changed ? "" : " already"}: ${server}\n  context     ${context}\n  kubeconfig  ${kubeconfig}\n${simulated}`;
}

runAlone(command, import.meta.url);
