import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { codes } from "../../scripts/core/codes.ts";
import type { Environment } from "../../scripts/environment/model.ts";
import { outputReader } from "../../scripts/helmfile/events.ts";
import { explainFailure } from "../../scripts/helmfile/failure.ts";
import { refuse } from "../../scripts/helmfile/guards.ts";
import { helmfileFailed } from "../../scripts/helmfile/request.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("helmfile: what is refused and explained");

function environment(over: Partial<Environment> = {}): Environment {
  const root = tempDirectory();
  const base = {
    name: "staging",
    root,
    helmfile: root,
    layers: [],
    values: {},
    releases: [],
    secretsWithheld: false,
  };
  return { ...base, ...over };
}

test("an environment that the demo key opens is refused outside local (CR153)", () => {
  const staging = environment();
  mkdirSync(path.join(staging.root, "environments/staging"), { recursive: true });
  writeFileSync(path.join(staging.root, "environments/demo-age-key.txt"), "# public key: age1demo0demo\n");
  writeFileSync(
    path.join(staging.root, "environments/staging/secrets.yaml"),
    "sops:\n  age:\n    - recipient: age1demo0demo\n",
  );
  assert.equal(
    refuse(staging).map((one) => one.code),
    ["CR153"],
  );
  assert.equal(refuse({ ...staging, name: "local" }), []);
  writeFileSync(
    path.join(staging.root, "environments/staging/secrets.yaml"),
    "sops:\n  age:\n    - recipient: age1own\n",
  );
  assert.equal(refuse(staging), []);
});

test("closed secrets are never applied (CR616)", () => {
  assert.equal(
    refuse(environment({ secretsWithheld: true })).map((one) => one.code),
    ["CR616"],
  );
});

test("helmfile's essential line is kept (CR622)", async () => {
  const ran = { code: 1, stdout: "", stderr: "ARGS:\n  0: helm\n\nError: no such file\n", missing: false };
  assert.is(helmfileFailed(ran).note, "no such file");
  const plugin = { ...ran, stderr: `${ran.stderr}Error: plugin "diff" exited with error\n` };
  assert.is(helmfileFailed(plugin).note, "no such file");
  const target = { context: "none", env: {}, simulated: true };
  const found = await explainFailure(
    { environment: environment(), target, helmfileOptions: [], args: [], records: [] },
    { ran, hooks: [], unready: () => [] },
  );
  assert.equal(
    found.map((one) => one.code),
    ["CR622"],
  );
});

test("helm's words become releases with revisions", () => {
  const told: unknown[] = [];
  const read = outputReader((event) => told.push(event));
  for (const line of [
    "Upgrading release=web, chart=x, namespace=y",
    "NAME: web",
    "STATUS: deployed",
    "REVISION: 7",
  ])
    read(line);
  assert.equal(told, [
    { kind: "started", release: "web" },
    { kind: "released", release: "web", revision: 7 },
  ]);
});

test("every code of an apply explains itself", () => {
  for (const code of Object.keys(codes).filter((one) => one.startsWith("CR6"))) {
    assert.ok((codes as Record<string, { docs: string }>)[code]?.docs.includes(" "));
  }
});
