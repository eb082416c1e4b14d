import { readFileSync } from "node:fs";
import { packageDirectory } from "../core/package.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  name: "version",
  summary: "print the version",
  help: "Usage: chartroom version\n",
  async run({ screen }) {
    const { version } = JSON.parse(readFileSync(packageDirectory("package.json"), "utf8")) as {
      version: string;
    };
    screen.data(`chartroom ${version}\n`);
    return 0;
  },
};

runAlone(command, import.meta.url);
