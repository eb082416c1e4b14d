import { type ClusterState, clusterDown, clusterStatus, clusterUp } from "../cluster/cluster.ts";
import { embeddedContext, embeddedKubeconfig } from "../cluster/names.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { forgetApplied } from "../helmfile/applied.ts";
import { runAlone } from "./alone.ts";

import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { simulated } from "./texts/cluster.ts";

/** `chartroom cluster up|down|status|kubeconfig`. */
export const command: Command = {
  name: "cluster",
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
