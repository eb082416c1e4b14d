import { clusterUp } from "../cluster/cluster.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { installTools } from "../tools/install.ts";
import { toolNames } from "../tools/pins.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { toolProgress } from "./tool-progress.ts";

/** What `npm start` runs: the whole road on a machine that has nothing but Node and Go. */
export const command: Command = {
  name: "start",
  async run(invocation: Invocation): Promise<ExitCode> {
    const { screen } = invocation;
    screen.say("1/3 tools");
    const progress = toolProgress(screen);
    const tools = await installTools(toolNames, progress.onEvent);
    progress.stop();
    if (isInterrupted()) return 130;
    if (!tools.ok) {
      sayFindings(invocation, tools.error);
      return 3;
    }
    screen.say(`    all ${tools.value.length} tools are there`);

    screen.say("2/3 embedded cluster");
    const cluster = await clusterUp((line) => screen.say(`    ${line}`));
    if (isInterrupted()) return 130;
    if (!cluster.ok) {
      sayFindings(invocation, cluster.error);
      return 3;
    }
    screen.say(`    up at ${cluster.value.server}; its pods are simulated`);

    screen.say("3/3 chartroom -e local apply");
    const apply = (await import("./apply.ts")).command;
    return apply.run({ ...invocation, verb: "apply", environments: ["local"], yes: true, args: [] });
  },
};

runAlone(command, import.meta.url);
