import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type Ran, run } from "../core/exec.ts";
import { isDirectory, writeWhole } from "../core/files.ts";
import { onExit } from "../core/lifetime.ts";
import { buildFlags, executable, moduleDirectory, modulesDirectory } from "./cached.ts";
import { type Go, goEnvironment } from "./go.ts";
import type { ModuleName, OnToolEvent } from "./model.ts";
import { modulePins } from "./module-pins.ts";
import { toolPins, toolsOf } from "./pins.ts";
import { versionOf } from "./versions.ts";

/**
 * Builds one module beside its place and renames the folder when all of it is there and runs; returns the finding
 * that stopped it. Go keeps what it has compiled, so a build that was interrupted goes on where it was.
 */
export async function buildModule(
  module: ModuleName,
  go: Go,
  onEvent: OnToolEvent,
): Promise<Diagnostic | undefined> {
  const target = moduleDirectory(module);
  removeLeftovers(target);
  const beside = `${target}.building-${process.pid}`;
  const forget = onExit(() => rmSync(beside, { recursive: true, force: true }));
  try {
    for (const [name, source] of Object.entries(modulePins[module].binaries)) {
      const finding = await buildBinary(module, name, source as string, beside, go, onEvent);
      if (finding) return finding;
    }
    for (const link of modulePins[module].links ?? []) {
      symlinkSync(
        executable(Object.keys(modulePins[module].binaries)[0] as string),
        path.join(beside, executable(link)),
      );
    }
    if (module === "helm-diff") writePlugin(beside);
    const finding = await tryOut(module, beside);
    if (finding) return finding;
    if (!isDirectory(target)) renameSync(beside, target);
    return undefined;
  } catch (error) {
    return unwritable(module, error as Error);
  } finally {
    rmSync(beside, { recursive: true, force: true });
    forget();
  }
}

/** The finding for a cache that cannot be written (CR906). */
export function unwritable(module: ModuleName, error: Error): Diagnostic {
  return diagnostic("CR906", `${module} could not be put into the cache: ${error.message}`, {
    help: "see that there is room and that the folder is yours (chartroom doctor names it), or set CHARTROOM_CACHE to another",
  });
}

async function buildBinary(
  module: ModuleName,
  name: string,
  source: string,
  folder: string,
  go: Go,
  onEvent: OnToolEvent,
): Promise<Diagnostic | undefined> {
  const output = module === "helm-diff" ? path.join(folder, "plugins", "helm-diff", "bin") : folder;
  mkdirSync(output, { recursive: true });
  const counts = { downloading: 0, compiling: 0, linking: 0 };
  const ran = await run(
    go.path,
    ["build", "-v", ...buildFlags(module), "-o", path.join(output, executable(name)), source],
    {
      cwd: path.join(modulesDirectory(), module),
      env: goEnvironment(),
      onLine: (line) => {
        const step = stepOf(line, module, source);
        if (!step) return;
        counts[step] += 1;
        onEvent({ kind: "working", module, step, count: counts[step] });
      },
    },
  );
  return ran.code === 0 ? undefined : failure(module, ran);
}

/** `go build -v` names each package as it is compiled; the program's own package is the last, then it is linked. */
function stepOf(
  line: string,
  module: ModuleName,
  source: string,
): "downloading" | "compiling" | "linking" | undefined {
  if (line.startsWith("go: downloading ")) return "downloading";
  if (line === source || line === `chartroom.dev/tools/${module}`) return "linking";
  return /^[\w./~-]+$/.test(line) ? "compiling" : undefined;
}

/** Which of the few ways to fail this was. Go's last words are shown, since only they know the details. */
function failure(module: ModuleName, { stderr, signal }: Ran): Diagnostic {
  const words = stderr
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("go: downloading") && !/^[\w./~-]+$/.test(line));
  const note = words.slice(-8).join("\n");
  const details = note === "" ? {} : { note };
  if (/checksum mismatch|SECURITY ERROR/.test(stderr)) {
    return diagnostic("CR907", `${module}: what was downloaded is not what go.sum names`, {
      ...details,
      help: "do not use it; another proxy (`GOPROXY`) may give the right one: then `go clean -modcache` and again",
    });
  }
  if (
    /dial tcp|no such host|i\/o timeout|TLS handshake|proxyconnect|connection re|unexpected EOF|: \d{3} [A-Z]|reading https?:|GOPROXY=off/.test(
      stderr,
    )
  ) {
    return diagnostic("CR905", `${module}: its sources could not be downloaded`, {
      ...details,
      help: "see that the Go module proxy can be reached (`go env GOPROXY`), then run the same command again: what was downloaded is kept",
    });
  }
  const killed = signal === "SIGKILL" || /signal: killed/.test(stderr);
  return diagnostic(
    "CR906",
    `${module} could not be built${killed ? ": a process was killed, most likely for want of memory" : ""}`,
    {
      ...details,
      help: killed
        ? "close other programs and run the same command again: what was compiled is kept"
        : "run the same command again; if it fails the same way, report it with these lines",
    },
  );
}

/** A tool that does not say its pinned version is not put into the cache. */
async function tryOut(module: ModuleName, folder: string): Promise<Diagnostic | undefined> {
  for (const name of toolsOf(module)) {
    const { ask, version } = toolPins[name];
    if (ask.length === 0) continue;
    const said = await versionOf(name, path.join(folder, executable(name)), { keep: false });
    if (said === version) continue;
    return diagnostic(
      "CR906",
      `${name} was built, but says ${said === undefined ? "no version" : `version ${said}`} instead of ${version}`,
      {
        help: "this is a fault of chartroom's pins: report it, and get the tool elsewhere meanwhile (chartroom doctor)",
      },
    );
  }
  return undefined;
}

function writePlugin(folder: string): void {
  writeWhole(
    path.join(folder, "plugins", "helm-diff", "plugin.yaml"),
    `name: diff
version: ${modulePins["helm-diff"].version}
usage: Preview an upgrade as a diff
description: helm-diff, built and kept by chartroom
command: "$HELM_PLUGIN_DIR/bin/${executable("diff")}"
`,
  );
}

/** What builds that were killed left behind; whoever builds holds the module's lock. */
function removeLeftovers(target: string): void {
  const parent = path.dirname(target);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${path.basename(target)}.building-`))
      rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}
