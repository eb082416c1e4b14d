import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { type Database, passwordForms, type Server, startPostgres } from "./postgres.ts";
import { builtRelease, command, copyOfRelease, type Ended, environment } from "./release.ts";
import { addVariant } from "./sample.ts";

const test = suite("migrate, seed and rollback against a real Postgres");

let server: Server;
test.before(async () => {
  server = await startPostgres();
});
test.after(() => server.stop());

const FIRST = "20260101000001";
const SECOND = "20260202000002";
const THIRD = "20260303000003";

const bin = (release: string, database: Database, ...args: string[]): Promise<Ended> =>
  command(release, args, environment(database.url));

/** Ended well, with this on stdout. */
function done(ended: Ended, said: RegExp): void {
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, said);
}

/** Ended with status 1 and one readable message. */
function failed(ended: Ended, said: RegExp): void {
  assert.equal(ended.code, 1, ended.stdout);
  assert.match(ended.stderr, said);
  assert.not.match(ended.stderr, /\(elixir |\(stdlib|gen_server|lib\/harbour\/release\.ex/);
}

const schema = (database: Database): string =>
  database.sql("SELECT string_agg(version::text, ',' ORDER BY version) FROM schema_migrations");
const tables = (database: Database): string =>
  database.sql(
    "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );

test("migrating twice in a row migrates once", async () => {
  const { release } = builtRelease();
  const database = server.database("twice");
  done(await bin(release, database, "migrate"), /^Harbour\.Repo: migrated 20260101000001$/m);
  assert.equal(schema(database), FIRST);
  done(await bin(release, database, "migrate"), /^Harbour\.Repo: nothing to migrate$/m);
  assert.equal(schema(database), FIRST);
});

test("of two that migrate at once, one waits and finds it done", async () => {
  const { release, app } = copyOfRelease();
  // Long enough for the other to come in the middle.
  const slow = path.join(app, "priv/repo/migrations", `${SECOND}_slow.exs`);
  writeFileSync(
    slow,
    `defmodule Slow do
      use Ecto.Migration
      def change, do: (execute("SELECT pg_sleep(3)", ""); execute("CREATE TABLE slow (id int)", ""))
    end`,
  );
  const database = server.database("at_once");
  const ends = await Promise.all([bin(release, database, "migrate"), bin(release, database, "migrate")]);
  for (const ended of ends) assert.equal(ended.code, 0, ended.stderr);
  const migrated = ends.flatMap(
    (ended) => /^Harbour\.Repo: migrated (.*)$/m.exec(ended.stdout)?.[1]?.split(", ") ?? [],
  );
  assert.equal(migrated.sort(), [FIRST, SECOND]);
  assert.equal(schema(database), `${FIRST},${SECOND}`);
});

test("a migration that fails half way leaves the schema as it was", async () => {
  const { release, app } = copyOfRelease();
  addVariant(app, "broken");
  const database = server.database("broken");
  const ended = await bin(release, database, "migrate");
  failed(ended, /^migrate failed: \*\* \(Postgrex\.Error\) ERROR 42P01 .*no_such_table/m);
  assert.equal(schema(database), FIRST, "the one before it stays");
  assert.equal(tables(database), "berths,schema_migrations");
  rmSync(path.join(app, "priv/repo/migrations", `${THIRD}_add_cranes.exs`));
  addVariant(app, "second");
  done(await bin(release, database, "migrate"), /migrated 20260202000002$/m);
});

test("seeding twice in a row seeds once", async () => {
  const { release } = builtRelease();
  const database = server.database("seeds");
  await bin(release, database, "migrate");
  done(await bin(release, database, "seed"), /^Harbour\.Repo: seeded harbour\/priv\/repo\/seeds\.exs$/m);
  assert.equal(database.sql("SELECT count(*) FROM berths"), "3");
  done(
    await bin(release, database, "seed"),
    /^Harbour\.Repo: harbour\/priv\/repo\/seeds\.exs has been seeded before$/m,
  );
  assert.equal(database.sql("SELECT count(*) FROM berths"), "3");
  assert.match(
    database.sql("SELECT name, length(digest), seeded_at > now() - interval '1 hour' FROM schema_seeds"),
    /^harbour\/priv\/repo\/seeds\.exs\|64\|t$/,
  );
});

test("of two that seed at once, one waits and finds it done", async () => {
  const { release, app } = copyOfRelease();
  writeFileSync(
    path.join(app, "priv/repo/seeds.exs"),
    `Harbour.Repo.query!("INSERT INTO berths (name) VALUES ('one')")
     Harbour.Repo.query!("SELECT pg_sleep(3)")`,
  );
  const database = server.database("seeds_at_once");
  await bin(release, database, "migrate");
  const ends = await Promise.all([bin(release, database, "seed"), bin(release, database, "seed")]);
  for (const ended of ends) assert.equal(ended.code, 0, ended.stderr);
  const said = ends.map((ended) => ended.stdout.trim()).sort();
  assert.match(said[0] as string, /has been seeded before$/);
  assert.match(said[1] as string, /: seeded harbour/);
  assert.equal(database.sql("SELECT count(*) FROM berths"), "1");
});

test("a seed that crashes half way leaves no half, and runs the next time", async () => {
  const { release, app } = copyOfRelease();
  const script = path.join(app, "priv/repo/seeds.exs");
  const half = `Harbour.Repo.query!("INSERT INTO berths (name) VALUES ('half')")\n`;
  writeFileSync(script, `${half}raise "no crane"\n`);
  const database = server.database("half");
  await bin(release, database, "migrate");
  failed(
    await bin(release, database, "seed"),
    /^seed failed: \*\* \(RuntimeError\) no crane\n {2}at .*priv\/repo\/seeds\.exs:2$/m,
  );
  assert.equal(database.sql("SELECT count(*) FROM berths"), "0");
  rmSync(script);
  writeFileSync(script, half);
  done(await bin(release, database, "seed"), /: seeded /);
  assert.equal(database.sql("SELECT count(*) FROM berths"), "1");
});

test("several scripts run by name; one that has changed since is told and not run", async () => {
  const { release, app } = copyOfRelease();
  const folder = path.join(app, "priv/repo");
  const insert = (name: string) => `Harbour.Repo.query!("INSERT INTO berths (name) VALUES ('${name}')")\n`;
  rmSync(path.join(folder, "seeds.exs"));
  writeFiles(path.join(folder, "seeds"), { "02_b.exs": insert("b"), "01_a.exs": insert("a") });
  const database = server.database("several");
  await bin(release, database, "migrate");
  await bin(release, database, "seed");
  assert.equal(database.sql("SELECT string_agg(name, ',' ORDER BY id) FROM berths"), "a,b");
  writeFiles(path.join(folder, "seeds"), { "01_a.exs": insert("other"), "03_c.exs": insert("c") });
  done(
    await bin(release, database, "seed"),
    /seeds\/01_a\.exs has been seeded before and was changed since: not run again\n.*seeds\/02_b\.exs has been seeded before\n.*seeded harbour\/priv\/repo\/seeds\/03_c\.exs$/m,
  );
  assert.equal(database.sql("SELECT string_agg(name, ',' ORDER BY id) FROM berths"), "a,b,c");
});

test("rollback undoes the version it is given and what came after, and nothing without one", async () => {
  const { release, app } = copyOfRelease();
  addVariant(app, "second");
  const database = server.database("back");
  await bin(release, database, "migrate");
  const without = await bin(release, database, "rollback");
  assert.equal(
    [without.code, without.stderr],
    [2, "usage: rollback VERSION [REPO], with the number in a migration's file name\n"],
  );
  failed(
    await bin(release, database, "rollback", "2026"),
    /^rollback refused: 2026 is not among what has run: 20260101000001, 20260202000002$/m,
  );
  failed(
    await bin(release, database, "rollback", "System.halt()"),
    /^rollback refused: a version is needed/m,
  );
  failed(
    await bin(release, database, "rollback", SECOND, "Other.Repo"),
    /^rollback refused: name the repo, one of: Harbour\.Repo$/m,
  );
  assert.equal(schema(database), `${FIRST},${SECOND}`);
  done(
    await bin(release, database, "rollback", SECOND, "Harbour.Repo"),
    /^Harbour\.Repo: rolled back 20260202000002$/m,
  );
  assert.equal(schema(database), FIRST);
  assert.equal(database.sql("SELECT count(*) FROM pg_attribute WHERE attname = 'depth'"), "0");
  await bin(release, database, "migrate");
  const old = builtRelease().release;
  failed(
    await bin(old, database, "rollback", FIRST),
    /^rollback refused: this release lacks migrations, .*: 20260202000002$/m,
  );
  done(
    await bin(release, database, "rollback", FIRST),
    /^Harbour\.Repo: rolled back 20260202000002, 20260101000001$/m,
  );
  assert.equal(tables(database), "schema_migrations");
});

test("no message shows a password, and a configuration that lacks something fails", async () => {
  const { release } = builtRelease();
  const database = server.database("quiet");
  const urls = [
    database.url.replace(/\/quiet$/, ""),
    database.url.replace(`:${server.port}`, ":1"),
    database.url.replace("harbour:", "nobody:"),
  ];
  for (const url of urls) {
    for (const name of ["migrate", "seed"]) {
      const ended = await command(release, [name], environment(url));
      failed(ended, new RegExp(`^${name} failed: `));
      for (const form of passwordForms)
        assert.not.ok(`${ended.stdout}${ended.stderr}`.includes(form), ended.stderr);
    }
  }
  const ended = await command(release, ["migrate"], environment(undefined));
  assert.equal(ended.code, 1);
  // Elixir's own words on stderr may be lost as the BEAM ends; init's last ones go to stdout.
  assert.match(`${ended.stdout}${ended.stderr}`, /DATABASE_URL is missing/);
});

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), text);
  }
}
