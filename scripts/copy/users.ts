import path from "node:path";
import { parse } from "yaml";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json, parseJson } from "../core/json.ts";
import { ENVIRONMENT_SCHEMA } from "../validate/environment-schema.ts";
import type { Keys } from "../validate/migrations.ts";

/** How deep charts are looked for below a chart. */
const DEEPEST = 5;

/**
 * The keys under which the chart in `folder` hands values to the one in `target`, both absolute: none where it is that chart
 * itself, the alias or name of a dependency that names it by `file://` or has it in `charts/`. Empty where it does not use it.
 */
export function subchartKeys(folder: string, target: string, depth = 0): readonly Keys[] {
  if (folder === target) return [[]];
  if (depth >= DEEPEST) return [];
  return dependencies(folder).flatMap(({ key, folders }) =>
    [...new Set(folders)].flatMap((one) =>
      subchartKeys(one, target, depth + 1).map((keys) => [key, ...keys]),
    ),
  );
}

/** Keys of the environment schema whose values are those of the chart in `folder`: releases by their name. */
export function releasesOfSchema(root: string, folder: string): readonly string[] {
  const schema = parseJson(readIfThere(path.join(root, ENVIRONMENT_SCHEMA)) ?? "");
  if (!isObject(schema) || !isObject(schema.properties)) return [];
  return Object.entries(schema.properties).flatMap(([name, one]) => {
    if (!isObject(one) || typeof one.$ref !== "string" || !/^\.{1,2}\//.test(one.$ref)) return [];
    const file = path.posix.join(path.posix.dirname(ENVIRONMENT_SCHEMA), one.$ref);
    return path.posix.dirname(file) === folder ? [name] : [];
  });
}

function dependencies(
  folder: string,
): readonly { readonly key: string; readonly folders: readonly string[] }[] {
  let read: Json;
  try {
    read = parse(readIfThere(path.join(folder, "Chart.yaml")) ?? "") as Json;
  } catch {
    return [];
  }
  const listed =
    isObject(read) && Array.isArray(read.dependencies) ? (read.dependencies as readonly Json[]) : [];
  return listed.filter(isObject).flatMap(({ name, alias, repository }) => {
    if (typeof name !== "string") return [];
    const key = typeof alias === "string" && alias !== "" ? alias : name;
    const file = typeof repository === "string" ? /^file:\/\/(.+)$/.exec(repository)?.[1] : undefined;
    const folders = [
      path.join(folder, "charts", name),
      ...(file === undefined ? [] : [path.resolve(folder, file)]),
    ];
    return { key, folders };
  });
}
