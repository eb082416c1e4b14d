import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** A new SECRET_KEY_BASE reaches the pods and the hooks; the other pods serve meanwhile. */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.installed("upgrade");
    const keyOf = async (name: string): Promise<string> =>
      place.kubectl("exec", name, "--", "sh", "-c", "printf %s \"$SECRET_KEY_BASE\" | sha256sum");
    const [old] = await place.pods();
    const before = await keyOf(old?.name ?? "");
    const load = await place.load(10, "/");
    const rotated = await place.chartroom("secrets", "rotate", "phoenix.secrets.secretKeyBase.value", "--yes");
    assert.is(rotated.code, 0, screen(rotated));
    const applied = await place.apply();
    const { failed } = await load.stop();
    assert.is(applied.code, 0, screen(applied));
    for (const { name } of await place.pods()) assert.is.not(await keyOf(name), before);
    assert.equal(failed, []);
    return { failedRequests: failed.length };
  },
} satisfies Scenario;
