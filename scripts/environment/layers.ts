import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { readIfThere } from "../core/files.ts";
import type { Json } from "../core/json.ts";
import type { LayerReference } from "./model.ts";

/** What a helmfile's own list of values names; `folder` is the absolute folder that its paths are relative to. */
export interface LayerList {
  readonly root: string;
  /** The helmfile the list stands in, relative to the root. */
  readonly helmfile: string;
  readonly folder: string;
  readonly environment: string;
}

/** The layers of a `values:` or `secrets:` list, in merge order. */
export function layersOf(list: readonly Json[], from: LayerList, secret = false): LayerReference[] {
  return layerGroups(list, from, secret).flat();
}

/**
 * The same list with what `--embed-values` printed for it: a document for each item, none for a file that was not there,
 * one for each file of a glob. Where the two do not pair, the layers stand without their values.
 */
export function embeddedLayers(
  list: readonly Json[],
  embedded: readonly Json[],
  from: LayerList,
  secret = false,
): LayerReference[] {
  const groups = layerGroups(list, from, secret).filter((group) => group.every((one) => isThere(one, from)));
  if (groups.length !== embedded.length) return groups.flat();
  return groups.flatMap((group, at) =>
    group.map((one, index) => {
      const value = embedded[at] as Json;
      if (index < group.length - 1) return one;
      return one.kind === "inline" ? { ...one, value } : { ...one, embedded: value };
    }),
  );
}

/** helmfile has read all that is there; a file that is missing was left out by `missingFileHandler`. */
function isThere(one: LayerReference, from: LayerList): boolean {
  return one.kind === "inline" || existsSync(path.resolve(from.root, one.file));
}

/** What each document comes from: a template that fetches secrets stands behind the encrypted files it names. */
function layerGroups(list: readonly Json[], from: LayerList, secret: boolean): LayerReference[][] {
  return list.flatMap((item): LayerReference[][] => {
    if (typeof item !== "string") return [[{ kind: "inline", value: item, file: from.helmfile }]];
    const wanted = path.resolve(from.folder, item.replace(/^secrets?:\/\//, ""));
    if (/^[a-z][a-z+]*:\/\//.test(item) && !item.startsWith("secret")) {
      return [[{ kind: "template", file: from.helmfile }]];
    }
    return filesMatching(wanted).map((file) => fileLayers(file, from, secret));
  });
}

function fileLayers(file: string, from: LayerList, secret: boolean): LayerReference[] {
  const name = path.relative(from.root, file).split(path.sep).join("/");
  if (!file.endsWith(".gotmpl")) {
    if (secret) return [{ kind: "sops", file: name }];
    const closed = /^sops:\s*$/m.test(readText(file));
    return [closed ? { kind: "sops", file: name, undecrypted: true } : { kind: "plain", file: name }];
  }
  // A template that fetches secrets by vals: the encrypted file is where they stand.
  const fetched = [...readText(file).matchAll(/ref\+sops:\/\/([^"'\s#?]+)/g)]
    .map((match) => sopsFile(match[1] as string, from))
    .filter((one) => one !== undefined);
  const template: LayerReference = { kind: "template", file: name };
  return [...[...new Set(fetched)].map((one): LayerReference => ({ kind: "sops", file: one })), template];
}

function sopsFile(written: string, from: LayerList): string | undefined {
  const plain = written.replace(/\{\{-?\s*\.Environment\.Name\s*-?\}\}|%s/g, from.environment);
  for (const base of [from.folder, from.root]) {
    const file = path.resolve(base, plain);
    if (existsSync(file)) return path.relative(from.root, file).split(path.sep).join("/");
  }
  return undefined;
}

/** helmfile accepts globs in the last part of a path; a plain path is itself, there or not. */
export function filesMatching(wanted: string): string[] {
  const name = path.basename(wanted);
  if (!/[*?[]/.test(name)) return [wanted];
  const folder = path.dirname(wanted);
  const pattern = new RegExp(
    `^${name
      .replace(/[.+^${}()|\\]/g, "\\$&")
      .replaceAll("*", "[^/]*")
      .replaceAll("?", "[^/]")}$`,
  );
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((one) => pattern.test(one))
    .sort()
    .map((one) => path.join(folder, one));
}

function readText(file: string): string {
  try {
    return readIfThere(file) ?? "";
  } catch {
    return ""; // a directory, or not readable: the layers stage says so, with its own code
  }
}
