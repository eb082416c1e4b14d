import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lackingPackages } from "../debian.ts";

/** Debian's packages, each with a file or a command that is there when it is installed. */
const PARTS: Readonly<Record<string, () => boolean>> = {
  elixir: () => onPath("mix"),
  "erlang-p1-pgsql": () => erlangHas("p1_pgsql-"),
  postgresql: () => postgresPrograms() !== undefined,
  shellcheck: () => onPath("shellcheck"),
};

let asked: { readonly missing: string | undefined } | undefined;

/**
 * Why the sample application cannot be built and run here, or undefined: it can. On Debian as root what is missing is
 * installed first, by apt-get.
 */
export function missingParts(): string | undefined {
  asked ??= { missing: look() };
  return asked.missing;
}

function look(): string | undefined {
  keepDatabaseAway();
  const left = lackingPackages(Object.keys(PARTS), (name) => PARTS[name]?.() ?? false);
  return left.length === 0 ? undefined : `needs Debian's packages ${left.join(", ")}`;
}

/** Debian would set up a database of the machine's own while postgresql is installed. */
function keepDatabaseAway(): void {
  const cluster = "/etc/postgresql-common/createcluster.conf";
  if (postgresPrograms() !== undefined || existsSync(cluster)) return;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  mkdirSync(path.dirname(cluster), { recursive: true });
  writeFileSync(cluster, "create_main_cluster = false\n");
}

/** The folder of initdb and postgres of the newest version, which Debian keeps off the PATH. */
export function postgresPrograms(): string | undefined {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions
    .map((version) => path.join(root, version, "bin"))
    .find((bin) => existsSync(path.join(bin, "initdb")));
}

function onPath(command: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(path.join(folder, command)));
}

function erlangHas(prefix: string): boolean {
  const root = "/usr/lib/erlang/lib";
  return existsSync(root) && readdirSync(root).some((one) => one.startsWith(prefix));
}

/** Numbers of the user that a server runs as which refuses root: postgres, else nobody. */
export function lesserUser(): { readonly uid: number; readonly gid: number } {
  const id = (what: string, user: string) =>
    Number(execFileSync("id", [what, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  for (const user of ["postgres", "nobody"]) {
    try {
      return { uid: id("-u", user), gid: id("-g", user) };
    } catch {
      // This machine has no such user.
    }
  }
  return { uid: 65534, gid: 65534 };
}
