// The image of the sample application, really built and run: by docker and buildah of Debian, and with the real Compose.
// Usage: node --import tsx test/images/main.ts [docker|ignored|umbrella|compose|buildah|lint ...]
import process from "node:process";
import { runSuites, suite } from "../harness.ts";
import { missingParts } from "./parts.ts";

/** Whatever hangs is ended, and what was started with it. */
const LIMIT_MS = 15 * 60_000;

const begun = Date.now();
setTimeout(() => {
  console.log("0 passed, 1 failed: the run took too long");
  process.exit(1);
}, LIMIT_MS).unref();

const wanted = process.argv.slice(2);
const wants = (...names: string[]) => wanted.length === 0 || names.some((name) => wanted.includes(name));
const ends: (() => unknown)[] = [];

const missing = missingParts();
if (missing !== undefined) suite("images").cannotRun("images are built and run", missing);
if (missing === undefined && wants("docker", "ignored", "umbrella", "compose")) {
  const { startDocker } = await import("./dockerd.ts");
  const { importBases } = await import("./places.ts");
  const docker = await startDocker();
  ends.push(() => docker.stop());
  if (wants("docker", "umbrella", "compose")) await importBases(docker);
  say("docker has the base images");
  if (wants("docker")) await (await import("./docker-suite.ts")).dockerSuite(docker);
  if (wants("ignored")) (await import("./ignored-suite.ts")).ignoredSuite(docker);
  if (wants("umbrella")) await (await import("./umbrella-suite.ts")).umbrellaSuite(docker);
  if (wants("compose")) await (await import("./compose-suite.ts")).composeSuite(docker);
}
if (missing === undefined && wants("buildah")) {
  const { startBuildah } = await import("./buildah.ts");
  const buildah = await startBuildah();
  ends.push(() => buildah.stop());
  say("buildah has them, too");
  await (await import("./buildah-suite.ts")).buildahSuite(buildah);
}
if (wants("lint")) await (await import("./lint-suite.ts")).lintSuite();

const tally = await runSuites();
for (const end of ends) await end();
for (const line of tally.problems) console.log(`problem: ${line}`);
if (tally.notRun.length > 0) console.log(`${tally.notRun.length} could not run on this machine:`);
for (const line of tally.notRun) console.log(`  ${line}`);
say("done");
console.log(`${tally.passed} passed, ${tally.failed} failed`);

function say(what: string): void {
  console.log(`  ${what} (${Math.round((Date.now() - begun) / 1000)} s)`);
}
