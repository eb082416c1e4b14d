import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { cacheDirectory } from "../../scripts/core/files.ts";
import { onExit } from "../../scripts/core/lifetime.ts";
import { withLock } from "../../scripts/tools/lock.ts";
import { lackingParts } from "./parts.ts";
import { forgetOld, isCached } from "./recent.ts";

const SUITE = "bookworm";

/** What the Dockerfile's last stage looks for, so that it installs nothing; libexpat1 is of the sample's Postgres driver. */
const RUNNER = ["libstdc++6", "libncurses6", "openssl", "ca-certificates", "libexpat1"];

/** The file systems that images are made from: `runner` by debootstrap, the others by apt-get inside of a copy of it. */
const ROOTS = {
  runner: [],
  builder: ["elixir", "erlang-p1-pgsql", "gcc", "libc6-dev", "make", "git"],
  postgres: ["postgresql-15"],
} as const satisfies Record<string, readonly string[]>;

/** What the largest root takes, and as much again. */
const ROOM_BYTES = 2 * 2 ** 30;

export type RootName = keyof typeof ROOTS;

/** What no image needs, and what tells one day's build from another's. */
const LEFT_OUT = [
  "var/cache/apt/*",
  "var/lib/apt/lists/*",
  "usr/share/doc/*",
  "usr/share/man/*",
  "usr/share/info/*",
  "usr/share/locale/*",
  "var/log/*",
  "tmp/*",
  "dev/*",
  // A third of what is left: debugging of the linker, and the compiler in Postgres, which does without.
  "usr/bin/*lto-dump*",
  "usr/lib/*/libLLVM*",
  "usr/lib/postgresql/*/lib/bitcode/*",
  "usr/lib/postgresql/*/lib/llvmjit*",
];

/**
 * The archive of a root file system, made when the cache has none of this month with these packages: a minute or two,
 * then nothing. Returns its path.
 */
export async function rootArchive(name: RootName): Promise<string> {
  const wanted = JSON.stringify([
    SUITE,
    process.arch,
    RUNNER,
    ROOTS[name],
    LEFT_OUT,
    new Date().toISOString().slice(0, 7),
  ]);
  const digest = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const folder = cacheDirectory("test-images");
  const file = path.join(folder, `${name}-${digest}.tar`);
  mkdirSync(folder, { recursive: true });
  return withLock(
    path.join(folder, `${name}.lock`),
    () => {},
    async () => {
      if (isCached(file)) return file;
      await make(name, file);
      forgetOld(folder, `${name}-`);
      return file;
    },
  );
}

async function make(name: RootName, file: string): Promise<void> {
  const begun = Date.now();
  const root = mkdtempSync(path.join(workFolder(), "chartroom-root-"));
  const remove = () => rmSync(root, { recursive: true, force: true });
  const forget = onExit(remove);
  try {
    if (name === "runner") {
      lackingParts(["debootstrap"]);
      await done("debootstrap", [
        "--variant=minbase",
        `--include=${RUNNER.join(",")}`,
        SUITE,
        root,
        mirror(),
      ]);
    } else {
      await done("tar", ["-C", root, "-xf", await rootArchive("runner")]);
      await addPackages(root, ROOTS[name]);
    }
    const beside = `${file}.${process.pid}`;
    const without = LEFT_OUT.map((pattern) => `--exclude=./${pattern}`);
    await done("tar", ["-C", root, "--numeric-owner", "--sort=name", ...without, "-cf", beside, "."]);
    renameSync(beside, file);
  } finally {
    remove();
    forget();
  }
  console.log(`  made the root of ${name} (${Math.round((Date.now() - begun) / 1000)} s)`);
}

async function addPackages(root: string, packages: readonly string[]): Promise<void> {
  for (const name of ["resolv.conf", "hosts"]) {
    if (existsSync(`/etc/${name}`)) copyFileSync(`/etc/${name}`, path.join(root, "etc", name));
  }
  mkdirSync(path.join(root, "etc/postgresql-common"), { recursive: true });
  writeFileSync(path.join(root, "etc/postgresql-common/createcluster.conf"), "create_main_cluster = false\n");
  writeFileSync(path.join(root, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const apt = (...words: string[]) =>
    done("chroot", [root, "apt-get", "-qq", "-o", "APT::Sandbox::User=root", ...words], {
      DEBIAN_FRONTEND: "noninteractive",
      LC_ALL: "C",
    });
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", ...packages);
}

async function done(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const ran = await run("nice", [program, ...args], { env });
  if (ran.code !== 0)
    throw new Error(`${program} ${args.join(" ")}: ${(ran.stderr || ran.stdout).slice(-2000)}`);
}

/** In memory where there is room for it: dpkg syncs each of its files, which takes minutes on a disk. */
function workFolder(): string {
  const memory = "/dev/shm";
  const mount = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .findLast((line) => line.split(" ")[1] === memory);
  if (mount === undefined || /noexec|nodev/.test(mount)) return os.tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > ROOM_BYTES ? memory : os.tmpdir();
}

/** Where this machine's own apt gets Debian from. */
function mirror(): string {
  const folder = "/etc/apt/sources.list.d";
  const files = [
    "/etc/apt/sources.list",
    ...(existsSync(folder) ? readdirSync(folder).map((one) => path.join(folder, one)) : []),
  ];
  for (const file of files.filter((one) => existsSync(one))) {
    const found = /^(?:deb(?: \[[^\]]*\])? |URIs: *)(https?:\/\/\S+\/debian\/?)\s/m.exec(
      readFileSync(file, "utf8"),
    );
    if (found) return found[1] as string;
  }
  return "http://deb.debian.org/debian";
}
