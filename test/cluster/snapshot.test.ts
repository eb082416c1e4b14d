import process from "node:process";
import { assert, suite } from "../harness.ts";
import { differences, isOfOthers } from "./snapshot.ts";

const test = suite("cluster: what is left behind");
const parent = process.ppid;

test("what is new or gone is told by its kind", () => {
  const before = { mounts: ["/a", "/b", "/tmp/chartroom-cluster-999999999"], links: [" lo"] };
  assert.equal(differences(before, { mounts: ["/b", "/c"], links: [" lo"] }), [
    "+ mounts: /c",
    "- mounts: /a",
  ]);
});

test("a cluster of a run that is at work, or one that is kept, is left out; one of ours and one whose maker is dead is not", () => {
  assert.ok(isOfOthers(`kubelet --config=/tmp/chartroom-cluster-${parent}/kubelet.json`));
  assert.ok(isOfOthers("cpu/chartroom-cluster-kept-0a1b2c3d"));
  assert.not.ok(isOfOthers(`/tmp/chartroom-cluster-${process.pid}/x`));
  assert.not.ok(isOfOthers("/tmp/chartroom-cluster-999999999/x"));
  assert.not.ok(isOfOthers(`/tmp/chartroom-cluster-kept/x /tmp/chartroom-cluster-${process.pid}/y`));
  assert.not.ok(isOfOthers("/tmp/other"));
});
