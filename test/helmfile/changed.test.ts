import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../../scripts/core/diagnostic.ts";
import { readEnvironment } from "../../scripts/environment/read.ts";
import { changedSince, withPlaces } from "../../scripts/helmfile/changed.ts";
import { checkEnvironments } from "../../scripts/pipeline.ts";
import { assert, suite } from "../harness.ts";
import { repositoryOf } from "../rig.ts";

const test = suite("helmfile: a value that changed after the check is named with both layers");

const FILES = {
  "helmfile.yaml":
    "environments:\n  default: {}\n---\nreleases:\n- name: web\n  namespace: shop\n  chart: ./chart\n  missingFileHandler: Info\n  values: [base.yaml, extra.yaml, {last: 1}]\n",
  "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
  "chart/values.yaml": "tag: a\ndb: {}\nlast: 0\n",
  "base.yaml": "tag: one\ndb:\n  user: first-user\n",
  "extra.yaml": "db:\n  host: h.example\n",
};

/** Checks, changes the repository, and reads it again as apply does. */
async function afterwards(change: (root: string) => void): Promise<readonly Diagnostic[]> {
  const root = repositoryOf(FILES);
  const checked = await checkEnvironments(["default"], { cwd: root });
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  const [one] = checked.value.checked;
  if (!one) throw new Error(JSON.stringify(checked.value.diagnostics));
  change(root);
  const read = await readEnvironment({ root, helmfile: path.join(root, "helmfile.yaml"), name: "default" });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return changedSince(one, await withPlaces(read.value.value));
}

function shown({ code, message, place, labels }: Diagnostic): string {
  const at = (one: Diagnostic["place"]) => one && `${one.file}:${one.line}:${one.column}`;
  return `${code} ${message} | ${at(place)} | ${labels.map((one) => at(one.place)).join(" ")}`;
}

test("nothing was changed", async () => {
  assert.equal(await afterwards(() => {}), []);
});

test("a later layer that takes a value over is the place, the one that was checked the label (CR614)", async () => {
  const found = await afterwards((root) =>
    writeFileSync(path.join(root, "extra.yaml"), "db:\n  host: h.example\n  user: hunter22\n"),
  );
  assert.equal(found.map(shown), [
    "CR614 `db.user` of shop/web was changed after the check | extra.yaml:3:9 | base.yaml:3:9",
  ]);
  assert.is(found[0]?.hidden, true);
  assert.not.match(JSON.stringify(found), /hunter22|first-user/);
});

test("a value that is new, and one that is gone", async () => {
  const found = await afterwards((root) => {
    writeFileSync(path.join(root, "base.yaml"), "tag: one\nnew: 1\ndb:\n  user: first-user\n");
    rmSync(path.join(root, "extra.yaml"));
  });
  assert.equal(found.map(shown), [
    "CR614 `db.host` of shop/web was taken away after the check | base.yaml:4:3 | extra.yaml:2:9",
    "CR614 `new` of shop/web was added after the check | base.yaml:2:6 | ",
  ]);
});

test("another version of the chart, and a release that is gone", async () => {
  const other = await afterwards((root) =>
    writeFileSync(
      path.join(root, "helmfile.yaml"),
      FILES["helmfile.yaml"].replace("chart: ./chart", "chart: ./chart\n  version: 2.0.0"),
    ),
  );
  assert.equal(other.map(shown), [
    "CR614 shop/web has another chart, version or state now | helmfile.yaml:5:9 | ",
  ]);
  const gone = await afterwards((root) =>
    writeFileSync(path.join(root, "helmfile.yaml"), FILES["helmfile.yaml"].replace("name: web", "name: wob")),
  );
  assert.equal(gone.map(shown), [
    "CR614 shop/web is gone | helmfile.yaml:5:9 | ",
    "CR614 shop/wob was not there when it was checked | helmfile.yaml:5:9 | ",
  ]);
});
