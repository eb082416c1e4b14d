import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isDirectory, readIfThere } from "../core/files.ts";
import { fileStart } from "../core/source.ts";
import { helmfilesOf } from "../environment/find.ts";
import type { Environment } from "../environment/model.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";

/** An environment and its own layers merged. */
export interface LayeredEnvironment {
  readonly environment: Environment;
  readonly merged: MergedMap;
}

/** Values files that lie among the layers and are none. Only right when every environment of the repository is given. */
export function lyingFiles(environments: readonly Environment[]): Diagnostic[] {
  const [first] = environments;
  if (!first) return [];
  const { root, helmfile } = first;
  const used = new Set(environments.flatMap(layerFiles));
  const folders = layerFolders(
    root,
    used,
    environments.map(({ name }) => name),
  );
  const lying = folders.flatMap((folder) => valuesFiles(root, folder)).filter((file) => !used.has(file));
  const texts = [...helmfilesOf(helmfile), ...mentioning(root, folders)].map(
    (file) => readIfThere(file) ?? "",
  );
  const unused = lying.filter((file) => !isMentioned(file, used, texts));
  return unused.map((file) =>
    diagnostic("CR241", `no environment reads ${file}`, {
      place: fileStart(file),
      help: "name it in the helmfile, or remove it",
    }),
  );
}

function layerFiles({ layers, releases }: Environment): string[] {
  const all = [...layers, ...releases.flatMap((one) => one.layers)];
  return all.flatMap((one) => (one.kind === "inline" ? [] : [one.file]));
}

/** Where layers lie, and beside a folder with an environment's name the other folders. */
function layerFolders(root: string, used: ReadonlySet<string>, names: readonly string[]): string[] {
  const folders = new Set([...used].map((file) => path.posix.dirname(file)));
  for (const folder of [...folders]) {
    const parent = path.posix.dirname(folder);
    if (!names.includes(path.posix.basename(folder)) || parent.startsWith("..")) continue;
    for (const entry of readdirSync(path.join(root, parent), { withFileTypes: true }))
      if (entry.isDirectory() && !entry.name.startsWith("."))
        folders.add(path.posix.join(parent, entry.name));
  }
  return [...folders].filter((one) => isOurs(root, one)).sort();
}

/** The root itself holds all sorts of YAML, a chart's folder is the chart's, and what lies outside is another's. */
function isOurs(root: string, folder: string): boolean {
  if (folder === "." || folder.startsWith("..") || !isDirectory(path.join(root, folder))) return false;
  const steps = folder.split("/");
  return !steps.some((_, at) => existsSync(path.join(root, ...steps.slice(0, at + 1), "Chart.yaml")));
}

function valuesFiles(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((one) => one.isFile() && !one.name.startsWith(".") && /\.ya?ml(\.gotmpl)?$/.test(one.name))
    .map((one) => `${folder}/${one.name}`)
    .sort();
}

/** Files whose text can name a layer: those of the root and the templates and bases among the layers. */
function mentioning(root: string, folders: readonly string[]): string[] {
  return ["", ...folders].flatMap((folder) =>
    readdirSync(path.join(root, folder), { withFileTypes: true })
      .filter((one) => one.isFile() && /\.gotmpl$|^helmfile.*\.ya?ml$|^environments?\.ya?ml$/.test(one.name))
      .map((one) => path.join(root, folder, one.name)),
  );
}

/** Its path or, where no layer is called the same, its name stands in some text: then something reads it. */
function isMentioned(file: string, used: ReadonlySet<string>, texts: readonly string[]): boolean {
  const name = path.posix.basename(file);
  const common = [...used].some((one) => path.posix.basename(one) === name);
  return texts.some((text) => text.includes(file) || (!common && text.includes(name)));
}

/** Layers that set something and win nowhere. Only right when every environment of the repository is given. */
export function overriddenLayers(environments: readonly LayeredEnvironment[]): Diagnostic[] {
  const set = new Map<string, { wins: boolean }>();
  for (const { environment, merged } of environments) {
    const files = new Set(
      environment.layers.flatMap((one) => (one.kind === "plain" || one.kind === "sops" ? [one.file] : [])),
    );
    for (const { origins } of leaves(merged)) {
      origins.forEach(({ place }, at) => {
        if (!files.has(place.file)) return;
        const before = set.get(place.file)?.wins ?? false;
        set.set(place.file, { wins: before || at === origins.length - 1 });
      });
    }
  }
  return [...set].flatMap(([file, { wins }]) =>
    wins
      ? []
      : [
          diagnostic("CR241", `later layers override everything in ${file}`, {
            place: fileStart(file),
            severity: "info",
            help: "remove it, or put it after the layers it should override",
          }),
        ],
  );
}

function leaves(node: MergedNode): MergedNode[] {
  if (node.kind === "map" && node.entries.size > 0) return [...node.entries.values()].flatMap(leaves);
  return [node];
}
