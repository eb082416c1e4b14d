import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayUsage } from "./usage.ts";

const verbs: Record<string, () => Promise<{ run(invocation: Invocation): Promise<ExitCode> }>> = {
  build: () => import("./image-build.ts"),
  load: () => import("./image-load.ts"),
};

/** `chartroom image build|load`. */
export const command: Command = {
  name: "image",
  async run(invocation: Invocation): Promise<ExitCode> {
    const [verb = "", ...args] = invocation.args;
    const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!load) return sayUsage(invocation, "`image` takes `build` or `load`", "chartroom help image");
    return (await load()).run({ ...invocation, args });
  },
};

runAlone(command, import.meta.url);
