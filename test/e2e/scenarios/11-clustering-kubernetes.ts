import { assert } from "../../harness.ts";
import { clustering } from "../clustering.ts";
import type { Scenario } from "../scenario.ts";

/** Nodes that ask the API server for their peers, with the right to list pods and no other. */
export default {
  onCluster: true,
  async run(stage) {
    const place = stage.place("together-by-list");
    const outcome = await clustering(stage, place, "kubernetes");
    const account = `--as=system:serviceaccount:${place.namespace}:phoenix`;
    const may = async (...words: string[]) =>
      (await place.kubectl("auth", "can-i", ...words, account).catch(() => "no")).trim();
    assert.is(await may("list", "pods"), "yes");
    for (const no of [
      ["get", "secrets"],
      ["list", "secrets"],
      ["delete", "pods"],
      ["list", "pods", "-n", "default"],
    ])
      assert.is(await may(...no), "no", no.join(" "));
    return outcome;
  },
} satisfies Scenario;
