import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "../harness.ts";
import { collected } from "../rig.ts";
import { sampleApp } from "./sample.ts";

/** Sources and release of the sample, built once for all tests of this process; warnings are errors. */
export interface Built {
  readonly sources: string;
  readonly release: string;
}

const built = new Map<boolean, Built>();

export function builtRelease({ umbrella = false }: { umbrella?: boolean } = {}): Built {
  const before = built.get(umbrella);
  if (before !== undefined) return before;
  const sources = sampleApp({ umbrella });
  const run = (program: string, args: readonly string[], folder = ".") =>
    execFileSync(program, args, {
      cwd: path.join(sources, folder),
      env: { ...process.env, MIX_ENV: "prod" },
      stdio: "pipe",
    });
  if (umbrella) {
    run("npm", ["ci", "--no-audit", "--no-fund"], "apps/harbour_web/assets");
    run("npm", ["run", "deploy"], "apps/harbour_web/assets");
  }
  run("mix", ["compile", "--warnings-as-errors"]);
  run("mix", ["release", "--quiet"]);
  const made = { sources, release: path.join(sources, "_build/prod/rel/harbour") };
  built.set(umbrella, made);
  return made;
}

/** A copy of the release (hard links, so it costs nothing) whose priv/ may be changed: replace files, never edit them. */
export function copyOfRelease(): { readonly release: string; readonly app: string } {
  const release = path.join(tempDirectory(), "harbour");
  execFileSync("cp", ["-al", builtRelease().release, release]);
  const lib = readdirSync(path.join(release, "lib")).find((one) => one.startsWith("harbour-")) as string;
  const app = path.join(release, "lib", lib);
  rmSync(path.join(app, "priv"), { recursive: true });
  execFileSync("cp", ["-r", path.join(builtRelease().sources, "priv"), app]);
  return { release, app };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that a release must have; nothing of this machine's but what finds programs. */
export function environment(url: string | undefined, more: Environment = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LANG: "C.UTF-8",
    DATABASE_URL: url,
    SECRET_KEY_BASE: "s".repeat(64),
    ...more,
  };
}

/** Numbers of the user that a command runs as; this process' own where none is given. */
export type User = Readonly<{ uid: number; gid: number }> | undefined;

/** Runs a command of the release's bin/ to its end. */
export function command(
  release: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  user?: User,
): Promise<Ended> {
  const [name, ...rest] = args;
  const file = path.join(release, "bin", name as string);
  return collected(spawn(file, rest, { ...user, cwd: "/", env, stdio: ["ignore", "pipe", "pipe"] }));
}

/** A running `bin/server`; it is killed when this process ends. */
export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<Ended>;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts `bin/server` and waits until /healthz answers. */
export async function serve(
  release: string,
  port: number,
  env: NodeJS.ProcessEnv,
  user?: User,
): Promise<Running> {
  const child = spawn(path.join(release, "bin/server"), [], {
    ...user,
    cwd: "/",
    env: { RELEASE_DISTRIBUTION: "none", ...env, PORT: `${port}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const all = collected(child).finally(() => running.delete(child));
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return { child, url, ended: all };
    if (child.exitCode !== null) throw new Error(`bin/server ended: ${(await all).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
