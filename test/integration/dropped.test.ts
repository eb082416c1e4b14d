import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom } from "../rig.ts";
import { noCluster, ownCluster, type Sample, sample } from "./sample.ts";

const test = suite("integration: a setting that vanished since the last release");
let place: Sample;
let cache: string;

const run = (...args: string[]) =>
  chartroom(args, {
    cwd: place.root,
    env: { CHARTROOM_CACHE: cache, CHARTROOM_TOOLS: toolsDirectory() },
  });

test.before(async () => {
  await ownCluster();
  place = sample();
  cache = tempDirectory();
});
test.after(noCluster);

test("CR242: a check after an apply names what is gone, without asking a cluster", async () => {
  const values = path.join(place.root, "environments/local/values.yaml");
  place.set({ namespace: "dropped", tag: "1.0.0" });
  const team = readFileSync(values, "utf8").replace(
    '"migrate":{"podAnnotations":{}',
    '"migrate":{"podAnnotations":{"example.com/team":"shop"}',
  );
  writeFileSync(values, team);
  const applied = await run("-e", "local", "apply", "--yes");
  assert.is(applied.code, 0, applied.stderr);
  assert.not.match((await run("-e", "local", "check")).stdout, "CR242");

  place.set({ namespace: "dropped" }); // the tag falls back to the base layer's, the annotation is gone
  const { stdout, code } = await run("-e", "local", "check");
  assert.is(code, 0);
  assert.match(
    stdout,
    /CR242.*`phoenix\.hooks\.migrate\.podAnnotations\."example\.com\/team"` was set in the apply of/,
  );
  assert.match(stdout, /environments\/local\/values\.yaml:1:\d+/);
  assert.not.match(stdout, "image.tag");
});

test("check --cluster, plan and apply name the cluster's revision, in every format", async () => {
  const asked = await run("-e", "local", "check", "--cluster");
  assert.match(asked.stdout, /CR242.* was set in revision 1 and is set no more/);
  const plan = await run("-e", "local", "plan");
  assert.match(plan.stderr, /CR242.* was set in revision 1/);
  assert.is(plan.stderr.split("CR242").length, 2, "said once");
  const json = JSON.parse((await run("-e", "local", "plan", "--format", "json")).stdout) as {
    diagnostics: { code: string }[];
  };
  assert.is(json.diagnostics.filter((one) => one.code === "CR242").length, 1);
});

test("an apply makes it the new state", async () => {
  const applied = await run("-e", "local", "apply", "--yes");
  assert.is(applied.code, 0, applied.stderr);
  assert.match(applied.stderr, "CR242");
  assert.not.match((await run("-e", "local", "check")).stdout, "CR242");
  assert.not.match((await run("-e", "local", "check", "--cluster")).stdout, "CR242");
});

test("what is remembered are names of keys: no value, and no secret", () => {
  const folder = path.join(cache, "applied");
  const [file = ""] = readdirSync(folder);
  const text = readFileSync(path.join(folder, file), "utf8");
  assert.match(text, '"secretKeyBase"');
  for (const value of ["shop.localhost", "ghcr.io", "ecto://", "1Gi"]) assert.not.match(text, value);
});

test("check --cluster where no cluster answers is a finding; an unknown word is refused", async () => {
  const env = { CHARTROOM_CLUSTER_DIRECTORY: path.join(tempDirectory(), "none") };
  const none = await chartroom(["-e", "local", "check", "--cluster"], { cwd: place.root, env });
  assert.is(none.code, 1);
  assert.match(none.stdout, "CR612");
  assert.is((await run("-e", "local", "check", "--clutser")).code, 2);
});
