import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { tempDirectory } from "../harness.ts";
import { lesserUser, postgresPrograms } from "./parts.ts";

/** Its characters are those that an address must escape. */
const PASSWORD = "pa:ss/w@rd?";
const USER = "harbour";

export interface Database {
  /** As DATABASE_URL wants it. */
  readonly url: string;
  /** Rows as psql prints them: a line each, columns parted by `|`. */
  sql(statement: string): string;
}

export interface Server {
  readonly port: number;
  /** A new, empty database. */
  database(name: string): Database;
  /** Ends the server as a crash would, and starts none. */
  stop(): Promise<void>;
}

/** A Postgres of one's own on loopback, in a temp directory, gone at the latest when this process ends. */
export async function startPostgres(): Promise<Server> {
  const bin = postgresPrograms() as string;
  const user = process.getuid?.() === 0 ? lesserUser() : undefined;
  const home = tempDirectory();
  const data = path.join(home, "data");
  const passwordFile = path.join(home, "password");
  mkdirSync(data);
  writeFileSync(passwordFile, PASSWORD);
  if (user !== undefined) for (const one of [home, data, passwordFile]) chownSync(one, user.uid, user.gid);
  execFileSync(
    path.join(bin, "initdb"),
    ["-D", data, "-U", USER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-N", "-E", "UTF8"],
    { ...user, cwd: home, stdio: "ignore" },
  );
  rmSync(passwordFile);
  const port = await freePort();
  const options = { listen_addresses: "127.0.0.1", port, unix_socket_directories: "", fsync: "off" };
  const server = spawn(
    path.join(bin, "postgres"),
    ["-D", data, ...Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...user, cwd: home, stdio: "ignore" },
  );
  process.on("exit", () => server.kill("SIGQUIT"));
  const psql = (database: string, statement: string) =>
    execFileSync(
      path.join(bin, "psql"),
      [
        "-XqAt",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        "127.0.0.1",
        "-p",
        `${port}`,
        "-U",
        USER,
        "-c",
        statement,
        database,
      ],
      {
        cwd: home,
        encoding: "utf8",
        env: { ...process.env, PGPASSWORD: PASSWORD },
        stdio: ["ignore", "pipe", "pipe"],
      },
    ).trim();
  await until(() => psql("postgres", "SELECT 1") === "1", server);
  return {
    port,
    database(name) {
      psql("postgres", `CREATE DATABASE ${name}`);
      return {
        url: `ecto://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${name}`,
        sql: (statement) => psql(name, statement),
      };
    },
    stop: () => ended(server, "SIGQUIT"),
  };
}

/** Every form in which the password could be shown. */
export const passwordForms: readonly string[] = [PASSWORD, encodeURIComponent(PASSWORD)];

async function until(ready: () => boolean, server: ChildProcess): Promise<void> {
  for (;;) {
    try {
      if (ready()) return;
    } catch {
      // Not yet.
    }
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sends the signal to a process and waits for its end. */
export function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

/** A port on loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
