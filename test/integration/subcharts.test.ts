import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom } from "../rig.ts";

const test = suite("integration: subcharts, archives and charts that cannot be had");
const CLOSED = `{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": false,
 "properties": {"size": {"type": "integer"}, "global": {"type": "object"}}}`;
const MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-x\n";

/** A helmfile repository whose chart `shop` has the subchart `db` under the alias `store`; `values` are the release's. */
function shop(values: string): string {
  const root = tempDirectory();
  write(
    root,
    "charts/shop/Chart.yaml",
    "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.0.0, alias: store, condition: store.enabled}\n",
  );
  write(root, "charts/shop/values.yaml", "host: a.example\nstore:\n  size: 5\n");
  write(root, "charts/shop/charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n");
  write(root, "charts/shop/charts/db/values.yaml", "size: 1\n");
  write(root, "charts/shop/charts/db/values.schema.json", CLOSED);
  write(root, "charts/shop/charts/db/templates/x.yaml", MANIFEST);
  write(
    root,
    "helmfile.yaml",
    "releases:\n- name: web\n  namespace: shop\n  chart: ./charts/shop\n  values:\n  - values.yaml\n",
  );
  write(root, "values.yaml", values);
  return root;
}

function write(root: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

/** Packs a chart's folder as `helm package` does, and takes the folder away. */
function pack(folder: string, archive: string): void {
  execFileSync("tar", ["-czf", archive, "-C", path.dirname(folder), path.basename(folder)]);
  rmSync(folder, { recursive: true });
}

test("a wrong value of a subchart is found at the user's line, by the subchart's own schema", async () => {
  const ran = await chartroom(["check"], { cwd: shop("store:\n  size: big\n  sise: 1\n") });
  assert.match(
    ran.stdout,
    /error\[CR201\]: `store.size` must be an integer, and is a string\n {2}values.yaml:2:9/,
  );
  assert.match(
    ran.stdout,
    /error\[CR203\]: unknown key `sise`\n {2}values.yaml:3:3[\s\S]*did you mean `size`/,
  );
  assert.match(ran.stdout, /`shop` has no schema/);
  assert.not.match(ran.stdout, /`store` is not in the values.yaml/);
  assert.is(ran.code, 1);
});

test("a subchart that is switched off is not judged", async () => {
  const ran = await chartroom(["check"], { cwd: shop("store:\n  enabled: false\n  size: big\n") });
  assert.not.match(ran.stdout, /CR201|CR203|CR214/);
  assert.is(ran.code, 0);
});

test("the same in an archive inside the chart, and in a chart that is an archive", async () => {
  const inner = shop("store:\n  size: big\n");
  pack(path.join(inner, "charts/shop/charts/db"), path.join(inner, "charts/shop/charts/db-1.0.0.tgz"));
  const one = await chartroom(["check"], { cwd: inner });
  assert.match(one.stdout, /error\[CR201\]: `store.size` must be an integer[\s\S]* values.yaml:2:9/);
  const outer = shop("store:\n  size: big\nhots: b\n");
  pack(path.join(outer, "charts/shop"), path.join(outer, "charts/shop-1.0.0.tgz"));
  write(
    outer,
    "helmfile.yaml",
    "releases:\n- name: web\n  chart: ./charts/shop-1.0.0.tgz\n  values:\n  - values.yaml\n",
  );
  const two = await chartroom(["check"], { cwd: outer });
  assert.match(two.stdout, /error\[CR201\]: `store.size` must be an integer[\s\S]* values.yaml:2:9/);
  assert.match(
    two.stdout,
    /warning\[CR214\]: `hots` is not in the values.yaml of chart `shop`[\s\S]*did you mean `host`/,
  );
});

test("values names the file inside an archive, and the parent's override", async () => {
  const root = shop("host: b.example\n");
  pack(path.join(root, "charts/shop/charts/db"), path.join(root, "charts/shop/charts/db-1.0.0.tgz"));
  const ran = await chartroom(["-e", "default", "values", "web.store.size"], { cwd: root });
  assert.match(ran.stdout, /web.store.size: 5\n/);
  assert.match(ran.stdout, /overridden, was \S+ in charts\/shop\/charts\/db-1.0.0.tgz\/values.yaml:1:7/);
  assert.match(ran.stdout, /set in charts\/shop\/values.yaml:3:9/);
});

test("one chart that cannot be fetched is one finding; the others are checked", async () => {
  const root = shop("store:\n  size: big\n");
  write(
    root,
    "helmfile.yaml",
    "repositories:\n- name: far\n  url: http://127.0.0.1:9/charts\nreleases:\n- name: away\n  chart: far/away\n  version: 1.0.0\n- name: web\n  chart: ./charts/shop\n  values:\n  - values.yaml\n",
  );
  const ran = await chartroom(["check"], { cwd: root });
  assert.is(ran.stdout.match(/CR301/g)?.length, 1, ran.stdout);
  assert.match(ran.stdout, /error\[CR201\]: `store.size`/);
});

test("without the engine it is said that subcharts were not looked into: CR216", async () => {
  const tools = tempDirectory();
  for (const name of readdirSync(toolsDirectory()))
    if (!name.startsWith("engine-")) symlinkSync(path.join(toolsDirectory(), name), path.join(tools, name));
  const ran = await chartroom(["check"], {
    cwd: shop("store:\n  size: 2\n"),
    env: { CHARTROOM_TOOLS: tools },
  });
  assert.match(ran.stdout, /note\[CR216\]: the subcharts of web were not looked into/);
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
});
