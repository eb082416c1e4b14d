import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "../harness.ts";
import { sampleApp } from "./sample.ts";

/** Sources and release of the sample, built once for all tests of this process; warnings are errors. */
export interface Built {
  readonly sources: string;
  readonly release: string;
}

let built: Built | undefined;

export function builtRelease(): Built {
  if (built === undefined) {
    const sources = sampleApp();
    const mix = (...args: string[]) =>
      execFileSync("mix", args, { cwd: sources, env: { ...process.env, MIX_ENV: "prod" }, stdio: "pipe" });
    mix("compile", "--warnings-as-errors");
    mix("release", "--quiet");
    built = { sources, release: path.join(sources, "_build/prod/rel/harbour") };
  }
  return built;
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

/** Runs a command of the release's bin/ to its end. */
export function command(release: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const [name, ...rest] = args;
  return collected(
    spawn(path.join(release, "bin", name as string), rest, { env, stdio: ["ignore", "pipe", "pipe"] }),
  );
}

function collected(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** A running `bin/server`; it is killed when this process ends. */
export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<Ended>;
}

/** Starts `bin/server` and waits until /healthz answers. */
export async function serve(release: string, port: number, env: NodeJS.ProcessEnv): Promise<Running> {
  const child = spawn(path.join(release, "bin/server"), [], {
    env: { RELEASE_DISTRIBUTION: "none", ...env, PORT: `${port}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  process.on("exit", () => child.kill("SIGKILL"));
  const all = collected(child);
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return { child, url, ended: all };
    if (child.exitCode !== null) throw new Error(`bin/server ended: ${(await all).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether a file is there, under the application's folder in a release. */
export const inRelease = (app: string, file: string): boolean => existsSync(path.join(app, file));
