#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { start } from "./commands/start-process.ts";
import { compileForSeconds } from "./core/compiling.ts";

/** argv -> command -> exit code. */
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  compileForSeconds();
  process.exitCode = await start(process.argv.slice(2));
}
