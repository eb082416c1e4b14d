import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** Commands by hand: their log as it comes, their exit code, no secret on the screen, a Job that is kept when it failed. */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.installed("run");
    const run = (...words: string[]) => place.chartroom("run", ...words);
    const jobs = async () =>
      (await place.kubectl("get", "jobs", "-l", "chartroom.dev/run", "-o", "name"))
        .split("\n")
        .filter(Boolean);

    const migrate = await run("migrate");
    assert.is(migrate.code, 0, screen(migrate));
    assert.match(migrate.stdout, /nothing to migrate/);
    assert.equal(await jobs(), []);

    const seed = await run("--via", "exec", "seed");
    assert.is(seed.code, 0, screen(seed));
    assert.match(seed.stdout, /has been seeded before/);
    const before = await place.page();
    assert.is(before.seeds, 3);

    // Undone and done again; an application without its schema is not ready, so the database is asked.
    const migrated = () => place.sql("SELECT count(*) FROM schema_migrations");
    const undone = await run("rollback", String(before.schema));
    assert.is(undone.code, 0, screen(undone));
    assert.is(await migrated(), "0");
    const again = await run("migrate");
    assert.is(again.code, 0, screen(again));
    assert.is(await migrated(), "1");
    await place.kubectl("wait", "--for=condition=Available", "deployment/phoenix", "--timeout=60s");

    const failing = await run("--", "/bin/sh", "-c", 'echo "url $DATABASE_URL"; echo bad >&2; exit 7');
    assert.is(failing.code, 7, screen(failing));
    assert.match(failing.stdout, /^url <secret>$/m);
    assert.match(failing.stdout + failing.stderr, /^bad$/m);
    assert.is((await jobs()).length, 1);
    const inside = await run("--via", "exec", "--", "/bin/sh", "-c", 'echo "url $DATABASE_URL"; exit 9');
    assert.is(inside.code, 9, screen(inside));
    assert.match(inside.stdout, /^url <secret>$/m);

    const stopped = place.start(["run", "--", "/bin/sh", "-c", "sleep 300"]);
    for (let tries = 0; (await jobs()).length < 2 && tries < 60; tries++)
      await new Promise((go) => setTimeout(go, 500));
    stopped.child.kill("SIGINT");
    const interrupted = await stopped.ended;
    assert.is(interrupted.code, 130, screen(interrupted));
    assert.is((await jobs()).length, 1);
    return {};
  },
} satisfies Scenario;
