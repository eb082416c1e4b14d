import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { isDirectory } from "../core/files.ts";
import { executable, toolsDirectory } from "./cached.ts";
import { candidates, searchTool } from "./find.ts";
import type { Tool, ToolName } from "./model.ts";
import { userHelmDiff, userPluginPath, userPlugins } from "./plugin.ts";

/** What helmfile, helm and hooks of charts call by name. */
const called: readonly ToolName[] = ["helm", "helmfile", "sops", "age", "kubectl"];

/**
 * Variables for helmfile, helm and kubectl: a PATH on which the tools that were found come first, and HELM_PLUGINS
 * with our helm-diff before the user's own plugins. What was not found is left out.
 */
export async function toolEnvironment(): Promise<Record<string, string>> {
  const found = (await Promise.all(called.map(searchTool))).flatMap(({ tool }) => (tool ? [tool] : []));
  const strangers = found.filter(({ name, path: binary }) => candidates(name)[0] !== binary);
  const links = strangers.length > 0 ? pathOf(strangers) : [];
  const plugins = await pluginPath();
  return {
    PATH: [...links, process.env.PATH ?? ""].join(path.delimiter),
    ...(plugins !== undefined && { HELM_PLUGINS: plugins }),
  };
}

/** One folder of links, so that nothing else of the tools' folders comes onto PATH; the folders where that fails. */
function pathOf(tools: readonly Tool[]): string[] {
  try {
    return [linkFolder("bin", tools.map(asLink))];
  } catch {
    return [...new Set(tools.map((tool) => path.dirname(tool.path)))]; // a cache that cannot be written
  }
}

/** Undefined where Helm's own choice is right: no helm-diff, or the user's own. */
async function pluginPath(): Promise<string | undefined> {
  const diff = (await searchTool("helm-diff")).tool;
  if (diff?.from !== "cache") return undefined;
  const ours = path.dirname(diff.path);
  if ([...userHelmDiff()].length === 0) return [ours, userPluginPath()].join(path.delimiter);
  // Helm refuses two plugins of one name: an old diff of the user's is hidden, the others are kept.
  const others = userPlugins().filter((one) => one.name !== "diff");
  const kept = others.map((one): [string, string] => [path.basename(one.folder), one.folder]);
  return linkFolder("plugins", [["helm-diff", diff.path], ...kept]);
}

function asLink({ name, path: binary }: Tool): [string, string] {
  return [executable(name), binary];
}

/** A folder that holds these links (name, target) and nothing else; equal links give the same folder. */
function linkFolder(kind: string, links: readonly [string, string][]): string {
  const digest = createHash("sha256").update(JSON.stringify(links)).digest("hex").slice(0, 12);
  const folder = path.join(toolsDirectory(), "links", `${kind}-${digest}`);
  if (isDirectory(folder)) return folder;
  const beside = `${folder}.${process.pid}.tmp`;
  mkdirSync(beside, { recursive: true });
  for (const [name, target] of links) symlinkSync(target, path.join(beside, name));
  try {
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!isDirectory(folder)) throw error; // else another run made the same one first
  }
  return folder;
}
