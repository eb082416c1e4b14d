import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { filesBelow, isDirectory, writeWhole } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";

/** A chart's files by their paths inside of it, with `/`. */
export type Tree = ReadonlyMap<string, Buffer>;

/** SHA-256 of each file, in hexadecimal: what a lock keeps of a tree. */
export type Digests = Readonly<Record<string, string>>;

export const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

export function digests(tree: Tree): Digests {
  return Object.fromEntries([...tree].map(([name, bytes]) => [name, digest(bytes)]));
}

/** The files of a folder; empty where there is none. Links are left out: what they lead to is not the chart's. */
export function readTree(folder: string): Tree {
  if (!isDirectory(folder)) return new Map();
  const names = filesBelow(folder).filter((one) => !/(?:^|\/)(?:\.git|node_modules)\//.test(one));
  return new Map(names.map((one) => [one, readFileSync(path.join(folder, one))]));
}

/** Makes a folder's files those of the tree where they differ; a file of `removed` goes. */
export function writeTree(folder: string, tree: Tree, removed: readonly string[] = []): void {
  for (const [name, bytes] of tree) {
    const file = path.join(folder, name);
    if (existsSync(file) && readFileSync(file).equals(bytes)) continue;
    writeWhole(file, bytes);
  }
  for (const name of removed) rmSync(path.join(folder, name), { force: true });
}

/** Name and version of the chart; undefined where there is no Chart.yaml that says them. */
export function chartOf(tree: Tree): { readonly name: string; readonly version: string } | undefined {
  const text = tree.get("Chart.yaml")?.toString("utf8");
  if (text === undefined) return undefined;
  let read: Json;
  try {
    read = parse(text) as Json;
  } catch {
    return undefined;
  }
  if (!isObject(read) || typeof read.name !== "string" || typeof read.version !== "string") return undefined;
  return { name: read.name, version: read.version };
}
