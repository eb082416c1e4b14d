#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { start } from "./commands/start-process.ts";
import { optimizeLate } from "./core/late-optimizing.ts";

/** argv -> command -> exit code. */
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  optimizeLate();
  process.exitCode = await start(process.argv.slice(2));
}
