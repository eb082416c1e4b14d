import { accessSync, constants, realpathSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isFile } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { cachedPath, executable } from "./cached.ts";
import { miseTool } from "./mise.ts";
import type { Passed, Tool, ToolName } from "./model.ts";
import { toolPins } from "./pins.ts";
import { userHelmDiff } from "./plugin.ts";
import { inRange, versionOf } from "./versions.ts";

/** What a search saw: the tool that is taken, and those that were passed over on the way. */
export interface Search {
  readonly tool: Tool | undefined;
  readonly passed: readonly Passed[];
}

const searches = new Map<ToolName, Promise<Search>>();

/**
 * A tool of a version that will do: from PATH, else from mise, else from the cache of built tools. Never builds;
 * the answer is kept for the life of the process. The error is one CR901 finding.
 */
export async function findTool(name: ToolName): Promise<Result<Tool>> {
  const search = await searchTool(name);
  return search.tool ? ok(search.tool) : fail([missing(name, search.passed)]);
}

/** The same search with all that it saw, for `doctor`. */
export function searchTool(name: ToolName): Promise<Search> {
  let search = searches.get(name);
  if (!search) {
    search = look(name);
    searches.set(name, search);
  }
  return search;
}

/** Forgets what was found, after something was built or the PATH was changed. */
export function forgetTools(): void {
  searches.clear();
}

async function look(name: ToolName): Promise<Search> {
  const { version, range } = toolPins[name];
  const passed: Passed[] = [];
  if (range !== "") {
    for await (const seen of name === "helm-diff" ? userHelmDiff() : onPath(name)) {
      if (inRange(seen.version, range))
        return { tool: { name, ...seen, version: seen.version ?? "" }, passed };
      passed.push(seen);
    }
    const fromMise = await miseTool(name);
    if (fromMise) return { tool: fromMise, passed };
  }
  const built = cachedPath(name);
  const there = isFile(name === "helm-diff" ? path.join(built, "plugin.yaml") : built);
  return { tool: there ? { name, path: built, version, from: "cache" } : undefined, passed };
}

async function* onPath(name: ToolName): AsyncGenerator<Passed> {
  for (const binary of candidates(name))
    yield { path: binary, version: await versionOf(name, binary), from: "path" };
}

/** Every executable of that name on PATH, first one first. */
export function candidates(name: string): string[] {
  const found: string[] = [];
  for (const directory of (process.env.PATH ?? "").split(path.delimiter)) {
    if (!path.isAbsolute(directory)) continue; // "" and "." would let a repository bring its own helm
    const file = path.join(directory, executable(name));
    if (!isExecutable(file) || isMiseShim(file) || found.includes(file)) continue;
    found.push(file);
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return isFile(file);
  } catch {
    return false;
  }
}

/** mise's shims are symlinks to mise, and fail where no version is active: mise itself is asked instead. */
function isMiseShim(file: string): boolean {
  return path.basename(realpathSync(file)) === executable("mise");
}

function missing(name: ToolName, passed: readonly Passed[]): Diagnostic {
  const { range, use } = toolPins[name];
  const [first] = passed;
  return diagnostic("CR901", `${name} was not found (it ${use})`, {
    ...(first && {
      note: `${first.path} is ${first.version === undefined ? "of an unknown version" : `version ${first.version}`}, outside ${range}`,
    }),
    help: `run \`chartroom tools install ${name}\`${elsewhere(name)}`,
  });
}

/** ", or get it by ..." where there is another way than to build it. */
export function elsewhere(name: ToolName): string {
  const { brew, mise, page, version, range } = toolPins[name];
  if (range === "") return "";
  const ways = [
    ...(brew ? [`\`brew install ${brew}\``] : []),
    ...(mise ? [`\`mise use -g ${mise}@${version}\``] : []),
    page,
  ];
  return `, or get ${range} from ${ways.join(" or ")}`;
}
