// Runs one test file in a process of its own and sends its tally to test/run.ts.
import { pathToFileURL } from "node:url";
import { runSuites } from "./harness.ts";

const file = process.argv[2] as string;
await import(pathToFileURL(file).href);
const tally = await runSuites();
process.send?.(tally, () => process.exit());
