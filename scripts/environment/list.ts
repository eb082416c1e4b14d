import { readdirSync } from "node:fs";
import path from "node:path";
import { isDirectory, readIfThere } from "../core/files.ts";
import { forbiddenFile, isForbidden } from "../core/forbidden.ts";
import { Recent } from "../core/recent.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findTool } from "../tools/find.ts";
import { build } from "./ask.ts";
import type { HelmfileLocation } from "./find.ts";
import { allHelmfiles, baseFiles, environmentKeys } from "./helmfiles.ts";

/**
 * The names of a repository's environments, sorted: the keys of `environments:` in the helmfiles and their bases, read
 * as text because templates stand in them. Where the key itself is a template, the folders of `environments/` count, and
 * where there is none, helmfile is asked.
 */
export async function listEnvironments(location: HelmfileLocation): Promise<Result<string[]>> {
  const { root, helmfile } = location;
  const names = new Set<string>();
  let templated = false;
  const files = allHelmfiles(helmfile, baseFiles);
  const texts = files.map((file) => readIfThere(file) ?? "");
  const forbidden = files.filter((file, at) => texts[at] === "" && isForbidden(file));
  if (forbidden.length > 0) return fail(forbidden.map((file) => forbiddenFile(path.relative(root, file))));
  for (const text of texts) {
    const keys = environmentKeys(text);
    for (const key of keys.names) names.add(key);
    templated ||= keys.templated;
  }
  if (templated) for (const name of environmentFolders(root)) names.add(name);
  if (templated && names.size === 0)
    for (const name of await asked.get([helmfile, ...texts].join("\n"), () => namesByHelmfile(location)))
      names.add(name);
  if (names.size > 1) names.delete("default");
  return ok(names.size === 0 ? ["default"] : [...names].sort());
}

/** helmfile's answers by what it was asked of: each environment that is read asks whether it is one. */
const asked = new Recent<Promise<string[]>>(512 * 1024);

/** What the templates make of `environments:` in the default environment; nothing where helmfile is missing or fails. */
async function namesByHelmfile(location: HelmfileLocation): Promise<string[]> {
  const tool = await findTool("helmfile");
  if (!tool.ok) return [];
  const request = { ...location, name: "default", helmfileOptions: ["--allow-no-matching-release"] };
  const built = await build(tool.value.path, request, undefined, false);
  return "states" in built ? built.states.flatMap(({ environments }) => Object.keys(environments)) : [];
}

function environmentFolders(root: string): string[] {
  const folder = path.join(root, "environments");
  if (!isDirectory(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[A-Za-z0-9]/.test(entry.name))
    .map((entry) => entry.name);
}
