import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { readIfThere } from "../core/files.ts";
import type { Passed } from "./model.ts";

/** One plugin as Helm finds it: a folder with a plugin.yaml in one of the plugin folders. */
export interface HelmPlugin {
  readonly folder: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** Where Helm looks for the user's own plugins: HELM_PLUGINS, else `plugins` in Helm's data folder. */
export function userPluginPath(): string {
  const { HELM_PLUGINS, HELM_DATA_HOME, XDG_DATA_HOME } = process.env;
  if (HELM_PLUGINS) return HELM_PLUGINS;
  if (HELM_DATA_HOME) return path.join(HELM_DATA_HOME, "plugins");
  if (XDG_DATA_HOME) return path.join(XDG_DATA_HOME, "helm", "plugins");
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "helm", "plugins");
  if (process.platform === "win32") return path.join(process.env.TEMP ?? os.tmpdir(), "helm", "plugins");
  return path.join(os.homedir(), ".local", "share", "helm", "plugins");
}

/** The user's own plugins, in the order in which Helm finds them. */
export function userPlugins(): HelmPlugin[] {
  return userPluginPath().split(path.delimiter).flatMap(pluginsIn);
}

/** The user's own helm-diff, whatever its version. */
export function* userHelmDiff(): Generator<Passed> {
  for (const { folder, name, version } of userPlugins()) {
    if (name === "diff") yield { path: folder, version, from: "path" };
  }
}

function pluginsIn(directory: string): HelmPlugin[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    return [];
  }
  return names.sort().flatMap((entry) => {
    const folder = path.join(directory, entry);
    const text = readIfThere(path.join(folder, "plugin.yaml"));
    const name = text && field(text, "name");
    return name ? [{ folder, name, version: field(text, "version") }] : [];
  });
}

/** A plain value at the top of a plugin.yaml; these two are scalars in both of Helm's formats. */
function field(text: string, key: string): string | undefined {
  return new RegExp(`^${key}:[ \\t]*["']?([^"'\\s#]+)`, "m").exec(text)?.[1];
}
