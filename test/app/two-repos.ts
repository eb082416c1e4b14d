import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { type Server, startPostgres } from "./postgres.ts";
import { command, copyOfRelease, environment } from "./release.ts";

const test = suite("a release with two repos");

let server: Server;
test.before(async () => {
  server = await startPostgres();
});
test.after(() => server.stop());

const repo = `defmodule Harbour.AuditRepo do
  use Ecto.Repo, otp_app: :harbour, adapter: Ecto.Adapters.Postgres
end
`;

/** A third, on a database that cannot take turns. */
const foreign = `defmodule Harbour.ForeignRepo do
  def __adapter__, do: Ecto.Adapters.MyXQL
end
`;

const migration = `defmodule Harbour.AuditRepo.Migrations.Events do
  use Ecto.Migration
  def change, do: execute("CREATE TABLE events (name text)", "DROP TABLE events")
end
`;

/** The sample's release with a second repo, whose folder is named by its configuration. */
function withSecondRepo(repos: string): string {
  const { release, app } = copyOfRelease();
  const ebin = path.join(app, "ebin");
  const own = path.join(path.dirname(release), "ebin");
  cpSync(ebin, own, { recursive: true });
  writeFileSync(path.join(own, "repos.ex"), repo + foreign);
  execFileSync("elixirc", ["-pa", own, "-o", own, path.join(own, "repos.ex")], { stdio: "pipe" });
  rmSync(ebin, { recursive: true });
  cpSync(own, ebin, { recursive: true });
  const audit = path.join(app, "priv/audit");
  mkdirSync(path.join(audit, "migrations"), { recursive: true });
  writeFileSync(path.join(audit, "migrations/20260401000001_events.exs"), migration);
  writeFileSync(
    path.join(audit, "seeds.exs"),
    `Harbour.AuditRepo.query!("INSERT INTO events (name) VALUES ('first')")\n`,
  );
  const [version] = readdirSync(path.join(release, "releases")).filter((one) => /^\d/.test(one));
  const runtime = path.join(release, "releases", version as string, "runtime.exs");
  rmSync(runtime);
  writeFileSync(
    runtime,
    `import Config
config :harbour, ecto_repos: [${repos}]
config :harbour, Harbour.Repo, url: System.fetch_env!("DATABASE_URL")
config :harbour, Harbour.AuditRepo, url: System.fetch_env!("AUDIT_DATABASE_URL"), priv: "priv/audit"
`,
  );
  return release;
}

test("each is migrated and seeded from its own folder; a rollback has to name one", async () => {
  const release = withSecondRepo("Harbour.Repo, Harbour.AuditRepo");
  const first = server.database("first");
  const audit = server.database("audit");
  const bin = (...args: string[]) =>
    command(release, args, environment(first.url, { AUDIT_DATABASE_URL: audit.url }));
  const migrated = await bin("migrate");
  assert.equal(migrated.code, 0, migrated.stderr);
  assert.match(
    migrated.stdout,
    /^Harbour\.Repo: migrated 20260101000001$.*^Harbour\.AuditRepo: migrated 20260401000001$/ms,
  );
  const seeded = await bin("seed");
  assert.match(
    seeded.stdout,
    /^Harbour\.Repo: seeded harbour\/priv\/repo\/seeds\.exs\nHarbour\.AuditRepo: seeded harbour\/priv\/audit\/seeds\.exs\n$/,
  );
  assert.equal(
    audit.sql("SELECT (SELECT count(*) FROM events), (SELECT name FROM schema_seeds)"),
    "1|harbour/priv/audit/seeds.exs",
  );
  const unnamed = await bin("rollback", "20260401000001");
  assert.equal(
    [unnamed.code, unnamed.stderr],
    [1, "rollback refused: name the repo, one of: Harbour.Repo, Harbour.AuditRepo\n"],
  );
  const named = await bin("rollback", "20260401000001", "Harbour.AuditRepo");
  assert.match(named.stdout, /^Harbour\.AuditRepo: rolled back 20260401000001$/m);
  assert.equal(first.sql("SELECT count(*) FROM schema_migrations"), "1");
});

test("seeds of a database without such a lock are passed over, and it is said", async () => {
  const release = withSecondRepo("Harbour.ForeignRepo, Harbour.Repo");
  const first = server.database("foreign_beside");
  const env = environment(first.url, { AUDIT_DATABASE_URL: first.url });
  first.sql("CREATE TABLE berths (name text)");
  const seeded = await command(release, ["seed"], env);
  assert.equal(
    [seeded.code, seeded.stdout],
    [
      0,
      "Harbour.ForeignRepo: not seeded: that takes Postgres, run its seeds by hand\nHarbour.Repo: seeded harbour/priv/repo/seeds.exs\n",
    ],
  );
});
