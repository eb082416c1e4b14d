import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkManifests } from "../../scripts/check/check.ts";
import { findHelmfile } from "../../scripts/environment/find.ts";
import { listEnvironments } from "../../scripts/environment/list.ts";
import type { Environment } from "../../scripts/environment/model.ts";
import { readEnvironment } from "../../scripts/environment/read.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";
import type { Renderer } from "../../scripts/render/model.ts";
import { renderReleases } from "../../scripts/render/releases.ts";
import { chartDirectories } from "../../scripts/tasks/chart-docs.ts";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { withRenderer } from "./renderer.ts";

const test = suite("check: the charts of this repository raise nothing");
const both = ["install", "upgrade"] as const;
let renderer: Renderer;

withRenderer(test, (one) => {
  renderer = one;
});

/** What the manifest rules say, without the kinds that have no schema. */
async function findings(environment: Environment): Promise<string[]> {
  const options = { renderer, phases: both, noCache: true, root: projectRoot };
  const { rendered, diagnostics } = await renderReleases(environment.releases, options);
  assert.equal(diagnostics, []);
  assert.ok(rendered.every((one) => one.manifests.length > 0));
  return checkManifests(environment, rendered)
    .filter((one) => one.code !== "CR504")
    .map((one) => `${one.code} ${one.place?.file} ${one.message}`);
}

for (const chart of chartDirectories().map((directory) => path.basename(directory))) {
  const folder = path.join(projectRoot, "charts", chart);
  for (const file of readdirSync(path.join(folder, "ci"))) {
    test(`${chart}: ci/${file}`, async () => {
      const { value } = readYaml(readFileSync(path.join(folder, "ci", file), "utf8"));
      const release = {
        name: chart,
        namespace: "demo",
        chart: folder,
        chartPath: folder,
        file: "helmfile.yaml",
        installed: true,
        needs: [],
        labels: {},
        timeoutSeconds: 300,
        wait: true,
        layers: [],
        values: value,
      };
      const environment: Environment = {
        name: "ci",
        root: projectRoot,
        helmfile: path.join(projectRoot, "helmfile.yaml"),
        layers: [],
        values: {},
        releases: [release],
        secretsWithheld: false,
      };
      assert.equal(await findings(environment), []);
    });
  }
}

test("every environment", async () => {
  const found = findHelmfile(projectRoot);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  const names = await listEnvironments(found.value);
  if (!names.ok) throw new Error(JSON.stringify(names.error));
  assert.ok(names.value.length >= 3);
  for (const name of names.value) {
    const read = await readEnvironment({
      ...found.value,
      name,
      env: { SOPS_AGE_KEY_FILE: path.join(projectRoot, "environments/demo-age-key.txt") },
    });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    assert.equal(await findings(read.value.value), [], name);
  }
});
