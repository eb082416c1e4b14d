import { until } from "../cluster/real.ts";
import type { Place } from "./place.ts";

/** A lock that a scenario holds on a table, so that a migration stands still where the scenario wants it. */
export interface Held {
  /** The server's process that holds it. */
  readonly pid: string;
  /** Returns when somebody waits for the lock. */
  waitedFor(): Promise<void>;
  /** The statement that waits; "" when none does. */
  waiting(): Promise<string>;
  /** Gives the lock back; fine when the database has done so itself. */
  release(): Promise<void>;
}

const NAME = "e2e-hold";

/** Takes the lock in a session inside of the database's pod, where it outlives what becomes of the API server. */
export async function holdTable(place: Place, table: string, mode: string): Promise<Held> {
  const statements = `BEGIN; LOCK TABLE ${table} IN ${mode} MODE; SELECT pg_sleep(3600)`;
  // psql ends with 2 when the database hangs up. As an orphan it would be PID 1's child, which is the database, and that
  // takes every child that fails so for one of its own that crashed, and starts anew. So a shell that succeeds is the orphan.
  const psql = `PGAPPNAME=${NAME} PGPASSWORD="$POSTGRES_PASSWORD" psql -Xq -h 127.0.0.1 -U "$POSTGRES_USER" -c "$1" "$POSTGRES_DB"`;
  await place.kubectl(
    "exec",
    "postgres-0",
    "--",
    "sh",
    "-c",
    `(${psql}; true) >/dev/null 2>&1 </dev/null &`,
    "sh",
    statements,
  );
  const mine = `FROM pg_stat_activity WHERE application_name = '${NAME}'`;
  await until(
    "the lock is held",
    async () =>
      (await place.sql(`SELECT count(*) ${mine} AND query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'`)) ===
      "1",
  );
  const waiting = () =>
    place.sql(
      "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' ORDER BY query_start LIMIT 1",
    );
  return {
    pid: await place.sql(`SELECT pid ${mine}`),
    waiting,
    waitedFor: () => until("the migration waits for the lock", async () => (await waiting()) !== ""),
    release: async () => {
      await place.sql(`SELECT count(pg_terminate_backend(pid)) ${mine}`);
    },
  };
}
