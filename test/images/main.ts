// The image of the sample application, really built and run: by docker and buildah of Debian, and with the real Compose.
// Usage: node --import tsx test/images/main.ts [docker|umbrella|compose|buildah|lint ...]
import process from "node:process";
import { runSuites, suite } from "../harness.ts";
import { type Buildah, startBuildah } from "./buildah.ts";
import { type Docker, startDocker } from "./dockerd.ts";
import { missingParts } from "./parts.ts";
import { importBases } from "./places.ts";

const begun = Date.now();
/** Whatever hangs is ended, and what was started with it. */
const LIMIT_MS = 15 * 60_000;
setTimeout(() => {
  console.log("0 passed, 1 failed: the run took too long");
  process.exit(1);
}, LIMIT_MS).unref();
const wanted = process.argv.slice(2);
const wants = (name: string) => wanted.length === 0 || wanted.includes(name);
const missing = missingParts();
let docker: Docker | undefined;
let buildah: Buildah | undefined;
if (missing !== undefined) {
  suite("images").cannotRun("images are built and run", missing);
} else {
  docker = ["docker", "umbrella", "compose"].some(wants) ? await startDocker() : undefined;
  say("dockerd is up");
  if (docker) await importBases(docker);
  say("it has the base images");
  if (docker && wants("docker")) await (await import("./docker-suite.ts")).dockerSuite(docker);
  if (docker && wants("umbrella")) await (await import("./umbrella-suite.ts")).umbrellaSuite(docker);
  if (docker && wants("compose")) await (await import("./compose-suite.ts")).composeSuite(docker);
  if (wants("buildah")) {
    buildah = await startBuildah();
    say("buildah has them, too");
    await (await import("./buildah-suite.ts")).buildahSuite(buildah);
  }
}
if (wants("lint")) await (await import("./lint-suite.ts")).lintSuite();
const tally = await runSuites();
buildah?.stop();
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
