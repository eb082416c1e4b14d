import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayUsage } from "./usage.ts";

const verbs: Record<string, () => Promise<{ run(invocation: Invocation): Promise<ExitCode> }>> = {
  init: () => import("./secrets-init.ts"),
  edit: () => import("./secrets-edit.ts"),
  rotate: () => import("./secrets-rotate.ts"),
  check: () => import("./secrets-check.ts"),
};

/** `chartroom secrets init|edit|rotate|check`. */
export const command: Command = {
  name: "secrets",
  async run(invocation: Invocation): Promise<ExitCode> {
    const [verb = "", ...args] = invocation.args;
    const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!load) {
      return sayUsage(
        invocation,
        "`secrets` takes `init`, `edit`, `rotate` or `check`",
        "chartroom help secrets",
      );
    }
    return (await load()).run({ ...invocation, args });
  },
};

runAlone(command, import.meta.url);
