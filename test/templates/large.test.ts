import path from "node:path";
import { checkTemplates } from "../../scripts/templates/check.ts";
import { toolEnvironment } from "../../scripts/tools/environment.ts";
import { memory } from "../bench/measure.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot, repositoryOf } from "../rig.ts";
import { largeChart } from "./large/chart.ts";

const test = suite("templates: a chart of 500 references (npm run bench:chart times it)");

function written(): string {
  return repositoryOf(
    Object.fromEntries(Object.entries(largeChart(500)).map(([name, text]) => [`large/${name}`, text])),
  );
}

test("every reference is typed, and a good chart has no finding", async () => {
  const root = written();
  const { findings, stats } = checkTemplates(root, path.join(root, "large"));
  assert.equal(findings, []);
  assert.ok(stats.references >= 500, `${stats.references} references`);
  assert.is(stats.typed, stats.references, JSON.stringify(stats.unknown));
  const checked = await chartroom(["check", "large"], { cwd: root });
  assert.is(checked.code, 0, checked.stdout);
  assert.match(checked.stdout, /^no findings/);
});

test("a check of it, with the engine and all, stays below 300 MB", async () => {
  const root = written();
  const args = [path.join(projectRoot, "dist/scripts/main.js"), "check", "large", "--no-cache"];
  const used = await memory({
    command: process.execPath,
    args,
    cwd: root,
    env: await toolEnvironment(),
  });
  if (used) assert.ok(used.tree < 300, `${used.tree.toFixed(0)} MB`);
});
