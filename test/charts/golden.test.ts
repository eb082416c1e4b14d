import path from "node:path";
import { parseAllDocuments } from "yaml";
import { readIfThere, writeWhole } from "../../scripts/core/files.ts";
import { isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { chartDirectories } from "../../scripts/tasks/chart-docs.ts";
import { assert, suite } from "../harness.ts";
import { annotation, hooksAt, scenarios, template, title } from "./helm.ts";

const test = suite("charts: golden renders");
const golden = path.join(import.meta.dirname, "golden");

for (const chart of chartDirectories().map((directory) => path.basename(directory))) {
  for (const scenario of scenarios(chart)) {
    test(`${chart}: ${scenario} renders as committed, in both phases`, async () => {
      const install = await template(chart, scenario);
      const upgrade = await template(chart, scenario, [], true);
      assert.is(install.code, 0, install.stderr);
      assert.is(upgrade.stdout, install.stdout, "an upgrade renders other objects than the first install");
      compare(`${chart}/${scenario}.yaml`, install.stdout);
      compare(`${chart}/${scenario}.phases.txt`, phases(install.stdout));
    });
  }
}

/** What Helm does in which order, in both phases. */
function phases(text: string): string {
  const all = parseAllDocuments(text)
    .map((document) => document.toJS() as Json)
    .filter(isObject);
  const released = all
    .filter((object) => annotation(object, "helm.sh/hook") === undefined)
    .map(title)
    .sort();
  const lines = (["install", "upgrade"] as const).flatMap((phase) => [
    phase === "install" ? "first install" : "upgrade",
    ...hooksAt(all, `pre-${phase}`).map(hookLine),
    ...released.map((name) => `    release  ${name}`),
    ...hooksAt(all, `post-${phase}`).map(hookLine),
  ]);
  return `${lines.join("\n")}\n`;
}

const hookLine = (object: JsonObject): string =>
  `  ${String(annotation(object, "helm.sh/hook-weight") ?? 0).padStart(3)} hook   ${title(object)}`;

/** Compares with the committed file; UPDATE_GOLDEN=1 writes it instead. */
function compare(file: string, actual: string): void {
  if (process.env.UPDATE_GOLDEN) writeWhole(path.join(golden, file), actual);
  assert.is(actual, readIfThere(path.join(golden, file)), `${file} differs; UPDATE_GOLDEN=1 rewrites it`);
}
