import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Debian's packages, each with a file or a command that is there when it is installed. */
const PARTS: readonly { readonly name: string; readonly there: () => boolean }[] = [
  { name: "elixir", there: () => onPath("mix") },
  { name: "erlang-p1-pgsql", there: () => erlangHas("p1_pgsql-") },
  { name: "postgresql", there: () => postgresPrograms() !== undefined },
  { name: "shellcheck", there: () => onPath("shellcheck") },
];

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
  const missing = PARTS.filter((part) => !part.there()).map((part) => part.name);
  if (missing.length > 0 && process.getuid?.() === 0 && onPath("apt-get")) install(missing);
  const left = PARTS.filter((part) => !part.there()).map((part) => part.name);
  return left.length === 0 ? undefined : `needs Debian's packages ${left.join(", ")}`;
}

function install(packages: readonly string[]): void {
  // Debian would set up and start a database of the machine's own.
  const cluster = "/etc/postgresql-common/createcluster.conf";
  if (packages.includes("postgresql") && !existsSync(cluster)) {
    mkdirSync(path.dirname(cluster), { recursive: true });
    writeFileSync(cluster, "create_main_cluster = false\n");
  }
  const apt = (...args: string[]) =>
    spawnSync("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=300", ...args], {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  apt("update");
  apt("install", "-y", "--no-install-recommends", ...packages);
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
