import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { toolNames } from "../../scripts/tools/pins.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";
import { emptyPlace, type Place, script } from "./fakes.ts";

const test = suite("tools: doctor");
let place: Place;

test.before.each(() => {
  place = emptyPlace();
  place.env.CHARTROOM_MODULES = path.join(projectRoot, "scripts/tools/modules");
  place.env.PATH = place.bin; // node is started by its own path; nothing else of this machine is to be seen
});

test("an empty machine: every tool is missing, each line says how to get it, exit 3", async () => {
  const { code, stdout, stderr } = await doctor();
  assert.is(code, 3);
  assert.is(stderr, "");
  for (const name of toolNames)
    assert.match(stdout, new RegExp(`^${name} +- +\\S.* missing +\\S`, "m"), name);
  assert.match(stdout, /^helm +- +>=3\.18 <5 +missing +check, apply: renders and releases charts$/m);
  assert.match(
    stdout,
    /^helm: chartroom tools install helm, or get >=3\.18 <5 from `brew install helm` or `mise use -g helm@4\.3\.1` or https:/m,
  );
  assert.match(stdout, /^go +missing; only needed to build tools$/m);
  assert.match(stdout, /^node +\d+\.\d+\.\d+ \(>=20\.19\)$/m);
  assert.match(stdout, /^private +\/\S+, (in memory|NOT in memory: .+)$/m);
  assert.match(stdout, /^cache +\S+cache, 0 MiB/m);
  assert.match(stdout, /\n\napply lacks a tool; next: chartroom tools install\n$/);
});

test("with what apply needs the exit is 0, whatever else is missing", async () => {
  ready();
  const { code, stdout } = await doctor();
  assert.is(code, 0, stdout);
  assert.match(
    stdout,
    new RegExp(`^helm +3\\.19\\.2 +>=3\\.18 <5 +path ${place.bin}/helm +check, apply`, "m"),
  );
  assert.match(stdout, /^kubectl +- /m);
  assert.match(stdout, /apply has what it needs; for the rest: chartroom tools install\n$/);
});

test("a program outside the range is told as CR902, with what is used instead", async () => {
  ready();
  script(path.join(place.bin, "kubectl"), "echo 'Client Version: v1.24.0'");
  script(path.join(place.bin, "sops"), "echo 'flag provided but not defined' >&2; exit 1");
  const { code, stderr } = await doctor();
  assert.is(code, 3);
  assert.match(
    stderr,
    /warning\[CR902\]: \S+bin\/kubectl is version 1\.24\.0, and kubectl must be >=1\.30 <2\n {2}help: run/,
  );
  assert.match(stderr, /warning\[CR902\]: \S+bin\/sops does not say its version, and sops must be >=3\.9 <4/);
});

test("--format json holds the same, for machines", async () => {
  ready();
  const { code, stdout, stderr } = await doctor("--format", "json");
  assert.is(code, 0);
  assert.is(stderr, "");
  const seen = JSON.parse(stdout);
  assert.is(seen.version, 1);
  assert.is(seen.ready, true);
  assert.is(seen.go, null);
  assert.equal(
    seen.tools.map(({ name }: { name: string }) => name),
    toolNames,
  );
  const { version, range, pinned, from, path: found, need } = seen.tools[0];
  assert.equal(
    { version, range, pinned, from, found, need },
    {
      version: "3.19.2",
      range: ">=3.18 <5",
      pinned: "4.3.1",
      from: "path",
      found: path.join(place.bin, "helm"),
      need: "apply",
    },
  );
});

function doctor(...args: string[]): ReturnType<typeof chartroom> {
  return chartroom(["doctor", ...args], { cwd: place.cache, env: place.env });
}

/** Fakes of the four tools that apply cannot do without. */
function ready(): void {
  script(path.join(place.bin, "helm"), "echo v3.19.2");
  script(path.join(place.bin, "helmfile"), "echo helmfile version 1.2.3");
  script(path.join(place.bin, "sops"), "echo sops 3.10.1");
  const plugin = path.join(place.env.HOME ?? "", ".local/share/helm/plugins/diff");
  mkdirSync(plugin, { recursive: true });
  writeFileSync(path.join(plugin, "plugin.yaml"), 'name: "diff"\nversion: "3.9.4"\n');
}
