import { mkdirSync, renameSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { chartContent } from "../../scripts/render/chart-digest.ts";
import { assert, suite } from "../harness.ts";
import { repositoryOf } from "../rig.ts";

const test = suite("render: what a chart's files hold");

test("every change is seen, also of a chart that was looked at before", async () => {
  const chart = repositoryOf({ "Chart.yaml": "name: a\n", "templates/a.yaml": "a: 1\n" });
  const at = (name: string) => path.join(chart, name);
  await setTimeout(2100); // files that were just written are read each time
  const seen = [chartContent(chart)?.digest];
  assert.is(chartContent(chart)?.digest, seen[0]);
  const changes = [
    () => writeFileSync(at("templates/a.yaml"), "a: 2\n"),
    () => writeFileSync(at("templates/b.yaml"), "b: 1\n"),
    () => renameSync(at("templates/b.yaml"), at("templates/c.yaml")),
    () => mkdirSync(at("charts")),
    () => mkdirSync(at("charts/sub")),
    () => writeFileSync(at("charts/sub/Chart.yaml"), "name: sub\n"),
  ];
  for (const change of changes) {
    change();
    const now = chartContent(chart)?.digest;
    assert.not.ok(now === undefined || seen.includes(now), String(change));
    seen.push(now);
    await setTimeout(2100);
    assert.is(chartContent(chart)?.digest, now, String(change));
  }
  rmSync(at("charts/sub/Chart.yaml"));
  rmdirSync(at("charts/sub"));
  assert.is(chartContent(chart)?.digest, seen[4], "as it was before");
  symlinkSync("a.yaml", at("templates/link.yaml"));
  assert.is(chartContent(chart), undefined);
});
