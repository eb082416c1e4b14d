// The image of the sample application, really built and run: by docker and buildah of Debian, and with the real Compose.
// Usage: node --import tsx test/images/main.ts [docker|buildah|compose|lint ...]
import process from "node:process";
import { runSuites, suite } from "../harness.ts";
import { type Docker, startDocker } from "./dockerd.ts";
import { missingParts } from "./parts.ts";
import { importBases } from "./places.ts";

const begun = Date.now();
const wanted = process.argv.slice(2);
const wants = (name: string) => wanted.length === 0 || wanted.includes(name);
const missing = missingParts();
let docker: Docker | undefined;
if (missing !== undefined) {
  suite("images").cannotRun("images are built and run", missing);
} else {
  docker = wants("docker") || wants("compose") ? await startDocker() : undefined;
  say("dockerd is up");
  if (docker) await importBases(docker);
  say("it has the base images");
  if (docker && wants("docker")) (await import("./docker-suite.ts")).dockerSuite(docker);
}
const tally = await runSuites();
await docker?.stop();
for (const line of tally.problems) console.log(`problem: ${line}`);
if (tally.notRun.length > 0) {
  console.log(`${tally.notRun.length} could not run on this machine:`);
  for (const line of tally.notRun) console.log(`  ${line}`);
}
say("done");
console.log(`${tally.passed} passed, ${tally.failed} failed`);

function say(what: string): void {
  console.log(`  ${what} (${Math.round((Date.now() - begun) / 1000)} s)`);
}
