import { readFileSync } from "node:fs";
import path from "node:path";
import { moduleNames, modulePins } from "../../scripts/tools/module-pins.ts";
import { toolNames, toolPins, toolsOf } from "../../scripts/tools/pins.ts";
import { inRange } from "../../scripts/tools/versions.ts";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";

const test = suite("tools: one list of pins");

test("mise.toml holds the same tools and versions", () => {
  const text = readFileSync(path.join(projectRoot, "mise.toml"), "utf8");
  const written = [...text.matchAll(/^"?([\w:./-]+)"? = "([^"]+)"$/gm)].map(([, id, version]) => [
    id,
    version,
  ]);
  const pinned = new Map(
    toolNames.flatMap((name) =>
      toolPins[name].mise ? [[toolPins[name].mise, toolPins[name].version]] : [],
    ) as [string, string][],
  );
  assert.equal(Object.fromEntries(written), Object.fromEntries(pinned));
  assert.is(written.length, pinned.size);
});

test("a tool's pin is its module's, and lies in its own range", () => {
  for (const name of toolNames) {
    const { module, version, range } = toolPins[name];
    assert.is(version, modulePins[module].version, name);
    if (range !== "") assert.ok(inRange(version, range), name);
  }
});

test("each go.mod requires the pinned version", () => {
  const required: Partial<Record<string, string>> = {
    helm: "helm.sh/helm/v4",
    helmfile: "github.com/helmfile/helmfile",
    sops: "github.com/getsops/sops/v3",
    age: "filippo.io/age",
    "helm-diff": "github.com/databus23/helm-diff/v3",
    etcd: "go.etcd.io/etcd/server/v3",
    kwok: "sigs.k8s.io/kwok",
    kubernetes: "k8s.io/kubernetes",
    engine: "helm.sh/helm/v4",
  };
  for (const module of moduleNames) {
    const text = readFileSync(path.join(projectRoot, "scripts/tools/modules", module, "go.mod"), "utf8");
    const version = new RegExp(`^(?:require )?\\s*${required[module]} v(\\S+)`, "m").exec(text)?.[1];
    assert.is(version, modulePins[module].version, module);
  }
});

test("every tool comes out of its module", () => {
  for (const module of moduleNames) {
    if (module === "helm-diff") continue;
    const { binaries, links = [] } = modulePins[module];
    const names = [...(links.length > 0 ? links : Object.keys(binaries))].sort();
    assert.equal(toolsOf(module).sort(), names as never);
  }
});
