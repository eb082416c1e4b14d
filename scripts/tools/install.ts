import os from "node:os";
import path from "node:path";
import process from "node:process";
import pLimit from "p-limit";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isDirectory } from "../core/files.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { buildModule, unwritable } from "./build.ts";
import { moduleDirectory, toolsDirectory } from "./cached.ts";
import { findTool, forgetTools, searchTool } from "./find.ts";
import { type Go, needGo, tooOld } from "./go.ts";
import { withLock } from "./lock.ts";
import { forgetMise } from "./mise.ts";
import type { ModuleName, OnToolEvent, Tool, ToolName } from "./model.ts";
import { moduleNames, modulePins } from "./module-pins.ts";
import { toolPins, toolsOf } from "./pins.ts";

/** What linking the largest tool takes at its peak. */
const MEMORY_PER_BUILD = 3 * 2 ** 30;

/**
 * Builds those of these tools that are nowhere yet, and returns all of them. A tool that cannot be built does not
 * stop the others; the error holds a finding for each that failed (CR903 to CR907), and is empty after Ctrl-C.
 */
export async function installTools(
  names: readonly ToolName[],
  onEvent: OnToolEvent = () => {},
): Promise<Result<Tool[]>> {
  const searches = await Promise.all(names.map(searchTool));
  const missing = new Set(
    names.filter((_, index) => !searches[index]?.tool).map((name) => toolPins[name].module),
  );
  const modules = moduleNames.filter((module) => missing.has(module));
  if (modules.length > 0) {
    const findings = await buildAll(modules, onEvent);
    forgetTools();
    forgetMise();
    if (findings.length > 0 || isInterrupted()) return fail(findings);
  }
  const tools: Tool[] = [];
  for (const name of names) {
    const found = await findTool(name);
    if (!found.ok) return found;
    tools.push(found.value);
  }
  return ok(tools);
}

async function buildAll(modules: readonly ModuleName[], onEvent: OnToolEvent): Promise<Diagnostic[]> {
  const go = await needGo(modules);
  if (!go.ok) return go.error;
  const atOnce = Math.min(buildsAtOnce(), modules.length);
  onEvent({
    kind: "plan",
    atOnce,
    modules: modules.map((module) => {
      const { version, cpuSeconds } = modulePins[module];
      return { module, version, cpuSeconds, tools: toolsOf(module) };
    }),
  });
  const limit = pLimit(atOnce);
  const findings = await Promise.all(
    modules.map((module) => limit(() => buildOne(module, go.value, onEvent))),
  );
  return isInterrupted() ? [] : findings.filter((one) => one !== undefined);
}

async function buildOne(module: ModuleName, go: Go, onEvent: OnToolEvent): Promise<Diagnostic | undefined> {
  if (isInterrupted()) return undefined;
  const begun = Date.now();
  const target = moduleDirectory(module);
  const lock = path.join(toolsDirectory(), "locks", path.basename(target));
  const finding = await withLock(
    lock,
    (pid) => {
      onEvent({ kind: "waiting", module, pid });
    },
    async () => {
      if (isDirectory(target)) {
        onEvent({ kind: "done", module, seconds: seconds(begun), byOther: true });
        return undefined;
      }
      const old = tooOld(go, module);
      if (old) return old;
      onEvent({ kind: "started", module });
      const failed = await buildModule(module, go, onEvent);
      if (!failed) onEvent({ kind: "done", module, seconds: seconds(begun), byOther: false });
      return failed;
    },
  ).catch((thrown: NodeJS.ErrnoException) => {
    if (isInterrupted()) return undefined;
    if (thrown.code === undefined) throw thrown; // not from the file system: a fault of ours
    return unwritable(module, thrown);
  });
  if (finding && !isInterrupted()) onEvent({ kind: "failed", module, message: finding.message });
  return finding;
}

/** Go uses every core by itself: two builds at most, so that one links while the other compiles. */
function buildsAtOnce(): number {
  const allowed = process.constrainedMemory();
  const memory = allowed > 0 ? Math.min(allowed, os.totalmem()) : os.totalmem();
  return Math.max(1, Math.min(2, Math.floor(memory / MEMORY_PER_BUILD)));
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}
