import { foldAdditions } from "../../scripts/helmfile/diff-text.ts";
import { assert, suite } from "../harness.ts";

const test = suite("diff: what is new as a whole is one line");

test("additions are folded, changes stay as they are", () => {
  const text = [
    "Comparing release=web, chart=charts/web, namespace=shop",
    "********************",
    "",
    "\tRelease was not present in Helm.  Diff will show entire contents as new.",
    "",
    "********************",
    "shop, web, Service (v1) has been added:",
    "- ",
    "+ apiVersion: v1",
    "+ kind: Service",
    "shop, web, Deployment (apps) has changed:",
    "  spec:",
    "-   replicas: 1",
    "+   replicas: 2",
    "",
  ].join("\n");
  assert.is(
    foldAdditions(text),
    [
      "Comparing release=web, chart=charts/web, namespace=shop",
      "shop, web, Service (v1) is new",
      "shop, web, Deployment (apps) has changed:",
      "  spec:",
      "-   replicas: 1",
      "+   replicas: 2",
      "",
    ].join("\n"),
  );
});

test("colours do not hide an addition", () => {
  const text =
    "\u001b[33mshop, web, Service (v1) has been added:\u001b[0m\n\u001b[32m+ kind: Service\u001b[0m\n";
  assert.not.match(foldAdditions(text), "kind");
});
