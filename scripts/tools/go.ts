import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import semver from "semver";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { modulesDirectory } from "./cached.ts";
import { candidates } from "./find.ts";
import type { ModuleName } from "./model.ts";
import { readVersion } from "./versions.ts";

export interface Go {
  readonly path: string;
  readonly version: string;
}

/** The first `go` on PATH, or undefined. */
export async function findGo(): Promise<Go | undefined> {
  const [binary] = candidates("go");
  if (binary === undefined) return undefined;
  const { code, stdout } = await run(binary, ["version"], { env: goEnvironment() });
  const version = readVersion(stdout.replace(/^go version go/, ""));
  return code === 0 && version !== undefined ? { path: binary, version } : undefined;
}

/** Go, or the finding that says it is not there (CR903). */
export async function needGo(wanted: readonly ModuleName[]): Promise<Result<Go>> {
  const go = await findGo();
  if (go) return ok(go);
  const newest = wanted.map(goOf).sort(compare).at(-1);
  return fail([
    diagnostic("CR903", `Go is not on PATH, so ${wanted.join(", ")} cannot be built`, {
      help: `install Go ${newest} or newer (https://go.dev/dl/, \`brew install go\`, \`mise use -g go\`), or get the tools ready-made: chartroom doctor`,
    }),
  ]);
}

/** The finding that says Go is too old for a module (CR904), or undefined. */
export function tooOld(go: Go, module: ModuleName): Diagnostic | undefined {
  const needed = goOf(module);
  if (compare(go.version, needed) >= 0) return undefined;
  return diagnostic("CR904", `${module} needs Go ${needed}, and ${go.path} is ${go.version}`, {
    help: "install a newer Go (https://go.dev/dl/), or get the tool ready-made: chartroom doctor",
  });
}

/**
 * Settings for every `go` that runs here. GOFLAGS is set and not empty, so that neither the variable nor `go env -w`
 * of the user adds a flag; proxies and checksum settings of the user stay.
 */
export function goEnvironment(): Record<string, string> {
  const system = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform as string];
  const processor = { x64: "amd64", arm64: "arm64" }[process.arch as string];
  return {
    GOFLAGS: "-mod=readonly",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GO111MODULE: "on",
    CGO_ENABLED: "0",
    ...(system && { GOOS: system }),
    ...(processor && { GOARCH: processor }),
  };
}

/** The `go` line of a module's go.mod. */
function goOf(module: ModuleName): string {
  const text = readFileSync(path.join(modulesDirectory(), module, "go.mod"), "utf8");
  return /^go (\S+)/m.exec(text)?.[1] ?? "1.21";
}

function compare(a: string, b: string): number {
  return semver.compare(semver.coerce(a) ?? "0.0.0", semver.coerce(b) ?? "0.0.0");
}
