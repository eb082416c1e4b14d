import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "../../harness.ts";
import type { Place } from "../place.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";
import { editLogin, newPassword, OWNER } from "../secrets.ts";

const SECOND_LOGIN = "shop_b";

/**
 * A new data key changes nothing in the cluster; a new password of the database reaches it, the pods and the hooks. The
 * owner's costs a restart of the database; a second login costs nobody anything.
 */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.sharedPlace();
    const rotated = await place.chartroom("secrets", "rotate", "--yes");
    assert.is(rotated.code, 0, screen(rotated));
    assert.match((await place.chartroom("plan")).stderr, /nothing to change/);
    const owners = await newOwnersPassword(place);
    await secondLogin(place);
    return { note: `the owner's: the database restarts, ${owners} requests failed; a second login: none` };
  },
} satisfies Scenario;

/** As charts/postgres says: the database first, then the values. Gives how many requests failed. */
async function newOwnersPassword(place: Place): Promise<number> {
  const old = await place.kubectl("get", "secret", "postgres", "-o", "jsonpath={.data.password}");
  const former = { user: OWNER, password: Buffer.from(old, "base64").toString() };
  assert.is(await place.sql("SELECT 1", former), "1");
  const password = newPassword();
  await editLogin(place, OWNER, password);
  const serving = await place.pods();
  const load = await place.load(10, "/");
  await place.sql(`ALTER ROLE ${OWNER} PASSWORD '${password}'`);
  const applied = await place.apply();
  assert.is(applied.code, 0, screen(applied));
  const back = Date.now();
  await place.page();
  const { failed } = await load.stop();
  await reached(place, serving, password, applied);
  await refused(place, former);
  assert.is(await place.sql("SELECT 1", { user: OWNER, password }), "1");
  assert.equal(
    failed.filter(({ at }) => Date.parse(at) > back),
    [],
    "requests fail after the apply",
  );
  return failed.length;
}

/** Two logins of one owner: both are good while pods are replaced, and the one that nobody uses any more is closed. */
async function secondLogin(place: Place): Promise<void> {
  const database = () => place.kubectl("get", "pod", "postgres-0", "-o", "jsonpath={.metadata.uid}");
  const before = await database();
  const password = newPassword();
  await place.sql(
    `CREATE ROLE ${SECOND_LOGIN} LOGIN IN ROLE ${OWNER} PASSWORD '${password}'; ALTER ROLE ${SECOND_LOGIN} SET role = '${OWNER}'`,
  );
  await editLogin(place, SECOND_LOGIN, password);
  const serving = await place.pods();
  const load = await place.load(12, "/", "/readyz");
  const applied = await place.apply();
  assert.is(applied.code, 0, screen(applied));
  await place.page();
  const { failed } = await load.stop();
  await reached(place, serving, password, applied);
  assert.equal(failed, []);
  assert.is(await database(), before, "the database was restarted");
  // Of pods (the database's own probe comes by its socket); those that are replaced keep theirs while they drain.
  const sessions = `SELECT DISTINCT usename FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'psql' AND client_addr IS NOT NULL`;
  for (let left = 60; left > 0 && (await place.sql(sessions)) !== SECOND_LOGIN; left -= 1) await sleep(1000);
  assert.is(await place.sql(sessions), SECOND_LOGIN);
  assert.is(await place.sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"), OWNER);
  await place.sql(`ALTER ROLE ${SECOND_LOGIN} NOLOGIN`);
  await refused(place, { user: SECOND_LOGIN, password });
  await place.sql(`ALTER ROLE ${SECOND_LOGIN} LOGIN`);
}

/** The apply told nothing; its hook and all pods, each of them new, have the password. */
async function reached(
  place: Place,
  serving: Awaited<ReturnType<Place["pods"]>>,
  password: string,
  applied: Awaited<ReturnType<Place["apply"]>>,
): Promise<void> {
  assert.not.match(screen(applied), password);
  // Whoever has the old one is refused by then, so the Job cannot have used it.
  assert.match(applied.stderr, /pre-upgrade hook Job phoenix-migrate/);
  const now = await place.pods();
  assert.is(now.length, 2);
  assert.equal(
    now.filter(({ name }) => serving.some((one) => one.name === name)),
    [],
  );
  for (const { name } of now) {
    const url = await place.kubectl("exec", name, "--", "sh", "-c", 'printf %s "$DATABASE_URL"');
    assert.ok(url.includes(`:${password}@`), `${name} has another password`);
  }
  assert.is((await place.page()).seeds, 3);
}

async function refused(place: Place, login: { user: string; password: string }): Promise<void> {
  const said = await place.sql("SELECT 1", login).then(
    () => "let in",
    (error: Error) => error.message,
  );
  assert.match(said, /password authentication failed|is not permitted to log in/);
}
