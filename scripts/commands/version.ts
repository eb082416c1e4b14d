import { packageVersion } from "../core/package.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  name: "version",
  async run({ screen }) {
    screen.data(`chartroom ${packageVersion()}\n`);
    return 0;
  },
};

runAlone(command, import.meta.url);
