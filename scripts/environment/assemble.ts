import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { isObject, type JsonObject, valueAt } from "../core/json.ts";
import { baseLayers } from "./bases.ts";
import { type HelmfileLocation, helmfilesOf } from "./find.ts";
import { type LayerList, layersOf } from "./layers.ts";
import { mergeValues } from "./merge-values.ts";
import type { Environment, LayerReference } from "./model.ts";
import { inApplyOrder } from "./order.ts";
import { releasesOf } from "./releases.ts";
import { asList, asObject, asText, type State } from "./state.ts";

/** A helmfile as it was printed, with where its lists of values stand. */
interface Placed {
  readonly state: State;
  readonly from: LayerList;
  /** The same helmfile with the values in the place of their files. */
  readonly full: State | undefined;
}

/** One environment out of what helmfile printed: `named` with the layers' names, `full` with the values in them. */
export async function assemble(
  request: HelmfileLocation & { readonly name: string },
  named: readonly State[],
  full: readonly State[],
  secretsWithheld: boolean,
): Promise<Environment> {
  const { root, helmfile, name } = request;
  const paired = named.map((state, at) => {
    const twin = pair(state, at, named, full);
    // The environment's values are read from one of the two answers alone (ask.ts).
    return [{ ...state, renderedvalues: twin?.renderedvalues ?? {} }, twin] as const;
  });
  const placed = inOrder(
    paired.map(([state, twin]): Placed => ({ state, from: listOf(state, request), full: twin })),
    request,
  );
  const values = mergeValues(placed.map((one) => one.full?.renderedvalues ?? {}).filter(isObject));
  const context = valueAt(values, ["context"]);
  const layers = (await Promise.all(placed.map((one) => environmentLayers(one, placed)))).flat();
  return {
    name,
    root,
    helmfile,
    // What is merged twice counts where it is merged last: nothing before that decides.
    layers: layers.filter((one, at) => layers.findLastIndex((other) => isSame(one, other)) === at),
    values,
    ...(typeof context === "string" && context !== "" && { context }),
    releases: placed.flatMap((one) => inApplyOrder(releasesOf(one.state, one.full, one.from))),
    secretsWithheld,
  };
}

/** The same helmfile in the other answer: an included one can be there several times, in the same order. */
function pair(state: State, at: number, named: readonly State[], full: readonly State[]): State | undefined {
  const nth = named.slice(0, at).filter((one) => isTwin(one, state)).length;
  return full.filter((one) => isTwin(one, state))[nth];
}

function isTwin(a: State, b: State): boolean {
  return a.source === b.source && a.filepath === b.filepath;
}

function listOf(state: State, { root, helmfile, name }: HelmfileLocation & { name: string }): LayerList {
  const file =
    helmfilesOf(helmfile).find((one) => isSameFile(one, state.source)) ??
    (state.source === "" ? path.resolve(root, state.filepath) : insideOf(root, state.source));
  return {
    root,
    helmfile: path.relative(root, file).split(path.sep).join("/"),
    folder: path.dirname(file),
    environment: name,
  };
}

/** helmfile's working directory has its links resolved; the root may have been reached by one. */
function insideOf(root: string, file: string): string {
  const real = realpathSync(root);
  return file.startsWith(real + path.sep) ? path.join(root, path.relative(real, file)) : file;
}

function isSameFile(a: string, b: string): boolean {
  return (
    a === b || (path.basename(a) === path.basename(b) && existsSync(b) && realpathSync(a) === realpathSync(b))
  );
}

/** The files of helmfile.d are printed as they get ready: here they stand by name, each behind those it includes. */
function inOrder(placed: readonly Placed[], { helmfile }: HelmfileLocation): Placed[] {
  const files = helmfilesOf(helmfile);
  if (files.length < 2) return [...placed];
  const rank = (one: Placed, depth = 0): number => {
    const own = files.findIndex((file) => isSameFile(file, path.join(one.from.root, one.from.helmfile)));
    const parent = own < 0 && depth < 10 ? including(one, placed)[0]?.parent : undefined;
    return parent ? rank(parent, depth + 1) : own;
  };
  return [...placed].sort((a, b) => rank(a) - rank(b));
}

/** The entries of other helmfiles that include this one. */
function including(one: Placed, placed: readonly Placed[]): { parent: Placed; entry: JsonObject }[] {
  const file = path.resolve(one.from.root, one.from.helmfile);
  return placed.flatMap((parent) =>
    asList(parent.state.helmfiles).flatMap((item) => {
      const entry = typeof item === "string" ? { path: item } : asObject(item);
      const named = path.resolve(parent.from.folder, asText(entry.path) ?? ".");
      return named === file || named === path.dirname(file) ? [{ parent, entry }] : [];
    }),
  );
}

/** An environment's layers in one helmfile: inherited ones, those of parts and bases, its own, those it is given. */
async function environmentLayers(
  one: Placed,
  placed: readonly Placed[],
  depth = 0,
): Promise<LayerReference[]> {
  const { state, from } = one;
  const same = placed.filter((other) => other.from.helmfile === from.helmfile);
  const { parent, entry } = including(one, placed)[same.indexOf(one)] ?? {};
  const inherited =
    parent && depth < 10 && asList(entry?.inherits).includes("environments")
      ? await environmentLayers(parent, placed, depth + 1)
      : [];
  const own = asObject(state.environments[from.environment]);
  const last = [...layersOf(asList(own.values), from), ...layersOf(asList(own.secrets), from, true)];
  const given = parent ? layersOf(asList(entry?.values), parent.from) : [];
  const groups = [inherited, ...(await baseLayers(from)), last, given].filter((group) => group.length > 0);
  return groups.flatMap((layers, group) => layers.map((layer) => ({ ...layer, group })));
}

function isSame(a: LayerReference, b: LayerReference): boolean {
  if (a.kind !== b.kind || a.file !== b.file) return false;
  return a.kind !== "inline" || (b.kind === "inline" && JSON.stringify(a.value) === JSON.stringify(b.value));
}
