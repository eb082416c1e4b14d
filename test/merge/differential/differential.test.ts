import { assert, suite } from "../../harness.ts";
import { renderers } from "../../render/renderers.ts";
import { compareHelmfile } from "./helmfile.ts";
import { compareMerges } from "./run.ts";

const test = suite("merge: generated charts and layers as Helm merges them (npm run test:merge has 6000)");

test("-f order, nulls, subcharts, global, aliases and imports; each value stands where we say", async () => {
  const { engine } = await renderers();
  const { wrong, leaves } = await compareMerges(engine, 2026, 6, 20);
  await engine.close();
  assert.equal(wrong, []);
  assert.ok(leaves > 3000, `${leaves} leaves were read again at their places`);
});

test("bases, parts, environment layers, value files, globs, templates, inline values and set as helmfile merges them", async () => {
  const { cases, refused, wrong } = await compareHelmfile(2026, 60);
  assert.equal(wrong, []);
  assert.ok(refused < 8, `${refused} of 60 environments' cases differ, and are refused`);
  assert.is(cases, 120);
});
