import type { Lifecycle } from "../../check/schemas/lifecycle.ts";
import { sorted } from "../../check/schemas/shapes.ts";
import { moduleFile, moduleFiles } from "./modules.ts";

/** Where a module's packages stand, and how the name of a package's folder becomes the group. */
const FILES =
  /^(?:pkg\/apis\/)?([a-z]+)\/(v\d+(?:(?:alpha|beta)\d+)?)\/(?:zz_generated\.prerelease-lifecycle|lifecycle)\.go$/;

/**
 * Since when each kind is there, deprecated and gone, by the lifecycle functions of Kubernetes' API types. Of several
 * modules the last one that knows a kind decides.
 */
export function lifecycles(modules: readonly string[]): Record<string, Lifecycle> {
  const found: Record<string, Lifecycle> = {};
  for (const module of modules) {
    const all = moduleFiles(module);
    for (const file of all) {
      const [, folder, version] = FILES.exec(file) ?? [];
      if (folder === undefined || version === undefined || folder === "testapigroup") continue;
      const group = groupOf(module, path(file), all);
      Object.assign(found, ofFile(moduleFile(module, file), group === "" ? version : `${group}/${version}`));
    }
  }
  return sorted(found);
}

function path(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}

/** `const GroupName = "policy"` of the package. */
function groupOf(module: string, folder: string, all: readonly string[]): string {
  const register = `${folder}/register.go`;
  const text = all.includes(register) ? moduleFile(module, register) : "";
  const group = /GroupName\s*=\s*"([^"]*)"/.exec(text)?.[1];
  if (group === undefined) throw new Error(`${module}/${register} names no group`);
  return group;
}

const METHOD = /^func \(\w+ \*(\w+)\) APILifecycle(\w+)\(\) .*\{\n\s*return (.*)\n\}/gm;

function ofFile(text: string, apiVersion: string): Record<string, Lifecycle> {
  const kinds: Record<string, { -readonly [key in keyof Lifecycle]: Lifecycle[key] }> = {};
  for (const [, kind, what, value] of text.matchAll(METHOD)) {
    if (kind === undefined || value === undefined || (kind.endsWith("List") && kind !== "List")) continue;
    kinds[`${apiVersion} ${kind}`] ??= {};
    const one = kinds[`${apiVersion} ${kind}`] as { -readonly [key in keyof Lifecycle]: Lifecycle[key] };
    const version = value.replace(/\s/g, "").split(",").join(".");
    if (what === "Introduced") one.introduced = version;
    if (what === "Deprecated") one.deprecated = version;
    if (what === "Removed") one.removed = version;
    const by = /Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"/.exec(value);
    if (what === "Replacement" && by) one.replacement = `${by[1] ? `${by[1]}/` : ""}${by[2]} ${by[3]}`;
  }
  return kinds;
}
