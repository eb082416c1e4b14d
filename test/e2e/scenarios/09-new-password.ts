import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, tempDirectory } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

const NEW = "a-new-password-of-the-owner";

/** A new data key changes nothing in the cluster; a new password of the database reaches it, the pods and the hooks. */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.installed("upgrade");
    const rotated = await place.chartroom("secrets", "rotate", "--yes");
    assert.is(rotated.code, 0, screen(rotated));
    assert.match((await place.chartroom("plan")).stderr, /nothing to change/);

    const editor = path.join(tempDirectory(), "editor");
    const change = `s/\\(ecto:\\/\\/shop:\\)[^@]*@/\\1${NEW}@/; /password:/s/:.*/: ${NEW}/`;
    writeFileSync(editor, `#!/bin/sh\nexec sed -i '${change}' "$@"\n`);
    chmodSync(editor, 0o755);
    const edited = await place.start(["secrets", "edit"], { EDITOR: editor, VISUAL: editor }).ended;
    assert.is(edited.code, 0, screen(edited));
    // The chart says it: what is in the volume keeps the old one, so whoever rotates tells the database first.
    await place.sql(`ALTER ROLE shop PASSWORD '${NEW}'`);
    const serving = await place.pods();
    const load = await place.load(10, "/healthz");
    const applied = await place.apply();
    const { failed } = await load.stop();
    assert.is(applied.code, 0, screen(applied));
    assert.not.match(screen(applied), new RegExp(NEW));
    assert.match(applied.stderr, /pre-upgrade hook Job phoenix-migrate/);
    const now = await place.pods();
    assert.equal(
      now.filter(({ name }) => serving.some((one) => one.name === name)),
      [],
    );
    const inside = 'case "$DATABASE_URL" in *"$1"*) echo new;; *) echo old;; esac';
    for (const { name } of now)
      assert.is((await place.kubectl("exec", name, "--", "sh", "-c", inside, "sh", NEW)).trim(), "new");
    assert.is((await place.page()).seeds, 3);
    // While the one database restarts no pod is ready; before and after it nothing may fail.
    const times = failed.map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
    const gap = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    assert.ok(gap < 60, `requests failed over ${gap} s`);
    return {
      note: `the one database restarts with its Secret: requests failed over ${gap.toFixed(0)} s`,
    };
  },
} satisfies Scenario;
