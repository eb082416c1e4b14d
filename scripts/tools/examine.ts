import { lstatSync, statfsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { cacheDirectory, filesBelow, isDirectory } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { elsewhere, searchTool } from "./find.ts";
import { findGo, type Go } from "./go.ts";
import type { Passed, Tool, ToolName } from "./model.ts";
import { type ToolPin, toolNames, toolPins } from "./pins.ts";

export interface ExaminedTool {
  readonly name: ToolName;
  readonly pin: ToolPin;
  readonly tool: Tool | undefined;
  readonly passed: readonly Passed[];
}

/** The machine as `doctor` sees it. */
export interface Examination {
  readonly tools: readonly ExaminedTool[];
  readonly node: string;
  readonly go: Go | undefined;
  readonly privateDirectory: { readonly path: string; readonly inMemory: boolean };
  /** Bytes of files, symlinks not followed, and what is free beside them. */
  readonly cache: { readonly path: string; readonly bytes: number; readonly free: number | undefined };
  /** Everything that `apply` cannot do without is there. */
  readonly ready: boolean;
}

/** Looks at every tool and at the places chartroom writes to; changes nothing. */
export async function examine(): Promise<Examination> {
  const tools = await Promise.all(
    toolNames.map(async (name) => ({ name, pin: toolPins[name], ...(await searchTool(name)) })),
  );
  const { path: made, inMemory } = privateDirectory();
  return {
    tools,
    node: process.versions.node,
    go: await findGo(),
    privateDirectory: { path: path.dirname(made), inMemory },
    cache: cacheState(cacheDirectory()),
    ready: tools.every(({ pin, tool }) => pin.need !== "apply" || tool !== undefined),
  };
}

/** One CR902 for each program that was passed over because of its version. */
export function passedOver(tools: readonly ExaminedTool[]): Diagnostic[] {
  return tools.flatMap(({ name, pin, tool, passed }) =>
    passed.map((one) =>
      diagnostic(
        "CR902",
        `${one.path} ${one.version === undefined ? "does not say its version" : `is version ${one.version}`}, and ${name} must be ${pin.range}`,
        {
          help: tool
            ? `nothing to do: ${tool.path} (${tool.version}) is used instead`
            : `run \`chartroom tools install ${name}\`${elsewhere(name)}`,
        },
      ),
    ),
  );
}

function cacheState(directory: string): Examination["cache"] {
  if (!isDirectory(directory)) return { path: directory, bytes: 0, free: undefined };
  const bytes = filesBelow(directory).reduce((sum, file) => sum + sizeOf(path.join(directory, file)), 0);
  const { bavail, bsize } = statfsSync(directory);
  return { path: directory, bytes, free: bavail * bsize };
}

/** A file that is gone by now counts as nothing. */
function sizeOf(file: string): number {
  return lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
