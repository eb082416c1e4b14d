import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheDirectory, isDirectory } from "../core/files.ts";
import type { ModuleName, ToolName } from "./model.ts";
import { modulePins } from "./module-pins.ts";
import { toolPins } from "./pins.ts";

/** Where built tools live. CHARTROOM_TOOLS overrides it, so that a cache of values can be thrown away alone. */
export function toolsDirectory(): string {
  return process.env.CHARTROOM_TOOLS || cacheDirectory("tools");
}

/** The folder of the committed go.mod and go.sum files. CHARTROOM_MODULES overrides it in tests. */
export function modulesDirectory(): string {
  if (process.env.CHARTROOM_MODULES) return process.env.CHARTROOM_MODULES;
  // Built JavaScript lies in dist/scripts/tools, the modules beside the sources: look upwards from both.
  for (let directory = import.meta.dirname; ; directory = path.dirname(directory)) {
    const modules = path.join(directory, "scripts", "tools", "modules");
    if (isDirectory(modules)) return modules;
    if (path.dirname(directory) === directory)
      throw new Error("scripts/tools/modules is not in this package");
  }
}

/** `go build` arguments that change what is built. */
export function buildFlags(module: ModuleName): string[] {
  const stamps = modulePins[module].stamps.map((stamp) => ` -X ${stamp}`).join("");
  return ["-trimpath", "-buildvcs=false", "-mod=readonly", `-ldflags=-s -w${stamps}`];
}

/**
 * The folder of one module's binaries. Its name holds a digest of all that decides what is built, except for the
 * Go version: a newer Go is no reason to build a pinned tool again.
 */
export function moduleDirectory(module: ModuleName): string {
  const source = path.join(modulesDirectory(), module);
  const hash = createHash("sha256");
  const files = readdirSync(source).filter(
    (name) => /\.go$|^go\.(mod|sum)$/.test(name) && !name.endsWith("_test.go"),
  );
  for (const name of files.sort())
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(source, name)))
      .update("\0");
  hash.update(
    JSON.stringify([buildFlags(module), modulePins[module].binaries, process.platform, process.arch]),
  );
  return path.join(
    toolsDirectory(),
    `${module}-${modulePins[module].version}-${hash.digest("hex").slice(0, 12)}`,
  );
}

/** Where a tool lies once its module is built: its binary, or for helm-diff the plugin's folder. */
export function cachedPath(name: ToolName): string {
  const directory = moduleDirectory(toolPins[name].module);
  return name === "helm-diff"
    ? path.join(directory, "plugins", "helm-diff")
    : path.join(directory, executable(name));
}

export function executable(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}
