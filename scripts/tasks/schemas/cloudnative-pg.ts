import type { CustomKinds } from "../../check/schemas/custom-kinds.ts";
import { sorted, type Types } from "../../check/schemas/shapes.ts";
import type { Shape } from "../../check/schemas/table.ts";
import { declarations } from "./declarations.ts";

const GROUP = "postgresql.cnpg.io/v1";
/** Kubernetes' types that are written otherwise than their fields say. */
const SPECIAL: Readonly<Record<string, Shape>> = {
  Quantity: "q",
  IntOrString: "x",
  Time: "s",
  MicroTime: "s",
};

/**
 * CloudNativePG's kinds. Its definitions are in no Go module that can be had, so they are read from the TypeScript
 * declarations of an npm package that is generated from its Go types. These do not say which fields have a default: no
 * field counts as required. `kubernetes` are the type names that may be referred to.
 */
export function cloudNativePg(npmPackage: string, kubernetes: Readonly<Types>): CustomKinds {
  const files = declarations(npmPackage);
  const name = new Map<string, string>();
  for (const text of files)
    for (const [, own, full] of text.matchAll(/(?<![\w])(I\w+) as (ICom\w+)/g))
      if (own && full) name.set(full, own);
  const aliases = new Map<string, string>();
  for (const text of files)
    for (const [, own, type] of text.matchAll(/export type (I\w+) = ([^;]+);/g))
      if (own && type) aliases.set(own, type);
  const shape = (written: string): Shape => {
    const type = written.trim();
    const list = /^Array<(.*)>$/s.exec(type)?.[1];
    if (list !== undefined) return `[${shape(list)}`;
    const map = /^\{\s*\[key: string\]: (.*?);?\s*\}$/s.exec(type)?.[1];
    if (map !== undefined) return `{${shape(map)}`;
    if (/^"[^"]*"(?:\s*\|\s*"[^"]*")*$/.test(type))
      return `=${[...type.matchAll(/"([^"]*)"/g)].map((one) => one[1]).join("|")}`;
    const plain: Readonly<Record<string, Shape>> = { string: "s", number: "n", boolean: "b" };
    return plain[type] ?? reference(type);
  };
  const reference = (type: string): Shape => {
    const kind =
      /^IIoK8sApi(?:machineryPkg(?:Apis|Api|Util)?)?([A-Z][a-z0-9]+)(V\d(?:(?:alpha|beta)\d)?)?(\w+)$/.exec(
        type,
      );
    if (kind) {
      const special = SPECIAL[kind[3] as string];
      const known = `${kind[1]?.toLowerCase()}.${kind[2]?.toLowerCase()}.${kind[3]}`;
      return special ?? (known in kubernetes ? `@${known}` : "*");
    }
    const own = name.get(type) ?? type;
    const alias = aliases.get(own);
    if (alias !== undefined && alias !== type) return shape(alias);
    return own in types || interfaces.has(own) ? `@${own}` : "*";
  };
  const interfaces = new Map<string, string>();
  const parentsOf = new Map<string, string[]>();
  for (const text of files)
    for (const [, own, parents, body] of text.matchAll(
      /export interface (I\w+)(?: extends ([\w, ]+))? \{\n(.*?)\n\}/gs,
    ))
      if (own && body !== undefined) {
        interfaces.set(own, body.replace(/\/\*\*.*?\*\//gs, ""));
        parentsOf.set(own, (parents ?? "").split(/, */));
      }
  const types: Types = {};
  const kinds: Record<string, string> = {};
  for (const [own, body] of interfaces) {
    const fields = [...body.matchAll(/^ {4}"([^"]+)"\??: (.*?);$(?=\s*(?: {4}"|$(?![\s\S])))/gms)];
    types[own] = sorted(
      Object.fromEntries(fields.map(([, key, type]) => [key as string, shape(type as string)])),
    );
    const kind = /"kind": "(\w+)"/.exec(body)?.[1];
    if (!body.includes(`"apiVersion": "${GROUP}"`) || kind === undefined || kind.endsWith("List")) continue;
    kinds[`${GROUP} ${kind}`] = own;
    Object.assign(types[own], { apiVersion: "s", kind: "s", metadata: "@meta.v1.ObjectMeta", status: "*" });
  }
  // What a Go type embeds is among its own fields.
  const whole = (type: string): Record<string, Shape> => {
    const own = name.get(type) ?? type;
    const embedded = reference(type).slice(1);
    const inherited = parentsOf.get(own)?.map(whole) ?? [kubernetes[embedded] ?? {}];
    return Object.assign({}, ...inherited, types[own]);
  };
  for (const own of interfaces.keys())
    types[own] = Object.fromEntries(
      Object.entries(sorted(whole(own))).map(([key, one]) => [key, one.replace(/^!/, "")]),
    );
  return { kinds: sorted(kinds), types: reachable(kinds, types), deprecated: {} };
}

/** Only the types that a kind needs. */
function reachable(kinds: Readonly<Record<string, string>>, types: Types): Types {
  const wanted = new Set<string>();
  const add = (name: string): void => {
    const fields = types[name];
    if (!fields || wanted.has(name)) return;
    wanted.add(name);
    for (const shape of Object.values(fields)) add(/@(.*)$/.exec(shape)?.[1] ?? "");
  };
  for (const name of Object.values(kinds)) add(name);
  return sorted(Object.fromEntries([...wanted].map((name) => [name, types[name] ?? {}])));
}
