import { parseAllDocuments } from "yaml";
import { type CustomKinds, customKinds } from "../../check/schemas/custom-kinds.ts";
import { sorted, type Types } from "../../check/schemas/shapes.ts";
import type { Json } from "../../core/json.ts";
import { moduleFile, moduleFiles } from "./modules.ts";

/** The kinds of all CustomResourceDefinitions in the files of a module that `files` matches. */
export function customSet(module: string, files: RegExp): CustomKinds {
  const kinds: Record<string, string> = {};
  const types: Types = {};
  const deprecated: Record<string, string> = {};
  for (const file of moduleFiles(module).filter((one) => files.test(one)))
    for (const document of parseAllDocuments(moduleFile(module, file))) {
      const made = "toJS" in document ? customKinds(document.toJS() as Json) : undefined;
      Object.assign(kinds, made?.kinds);
      Object.assign(types, made?.types);
      Object.assign(deprecated, made?.deprecated);
    }
  if (Object.keys(kinds).length === 0) throw new Error(`${module} has no CRDs in ${String(files)}`);
  return { ...compact(kinds, types), deprecated: sorted(deprecated) };
}

/**
 * Types with the same fields become one: CRDs repeat a pod's spec wherever one stands. The first name, in order, stays;
 * then each gets a short one, since nobody reads them.
 */
export function compact(
  kinds: Record<string, string>,
  types: Types,
): { kinds: Record<string, string>; types: Types } {
  let all = types;
  let tops = kinds;
  for (let before = -1; before !== Object.keys(all).length; ) {
    before = Object.keys(all).length;
    const first = new Map<string, string>();
    const name = new Map<string, string>();
    for (const [one, fields] of Object.entries(all)) {
      const text = JSON.stringify(fields);
      if (!first.has(text)) first.set(text, one);
      name.set(one, first.get(text) as string);
    }
    [tops, all] = renamed(tops, all, (one) => name.get(one) ?? one);
  }
  const short = new Map(Object.keys(all).map((one, at) => [one, at.toString(36)]));
  [tops, all] = renamed(tops, all, (one) => short.get(one) ?? one);
  return { kinds: sorted(tops), types: all };
}

function renamed(
  kinds: Record<string, string>,
  types: Types,
  name: (one: string) => string,
): [Record<string, string>, Types] {
  const shape = (one: string) =>
    one.replace(/^(!?[[{]*)@(.*)$/, (_, before: string, type: string) => `${before}@${name(type)}`);
  const mapped: Types = {};
  for (const [one, fields] of Object.entries(types))
    mapped[name(one)] ??= Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, shape(value)]),
    );
  return [Object.fromEntries(Object.entries(kinds).map(([kind, type]) => [kind, name(type)])), mapped];
}
