import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "./command.ts";
import { start } from "./start-process.ts";

/**
 * Runs a verb whose own file is the program that was started: `node dist/scripts/commands/check.js -e local`. Not
 * awaited by the verb's file, so that its module is complete before the verb runs (`--help` imports it once more).
 */
export function runAlone(command: Command, url: string): void {
  const program = process.argv[1];
  if (program === undefined || realpathSync(program) !== fileURLToPath(url)) return;
  start(process.argv.slice(2), command).then((code) => {
    process.exitCode = code;
  });
}
