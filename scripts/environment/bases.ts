import path from "node:path";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { keptByText } from "../core/kept.ts";
import { type LayerList, layersOf } from "./layers.ts";
import type { LayerReference } from "./model.ts";
import { asList, asObject } from "./state.ts";

/**
 * The environment's layers that a helmfile's earlier parts and its `bases:` name. `helmfile build` prints the last part's
 * alone, though it merges all; so these are read from the text, with template actions blanked out: a list that a template
 * makes is not seen. One list for each part and base, in the order in which helmfile merges them.
 */
export async function baseLayers(from: LayerList, seen: readonly string[] = []): Promise<LayerReference[][]> {
  const parts = await partsOf(path.resolve(from.root, from.helmfile));
  const layers: LayerReference[][] = [];
  for (const [at, part] of parts.entries()) {
    for (const base of asList(part.bases)) {
      const file = path.resolve(from.folder, String(base));
      if (typeof base !== "string" || seen.includes(file)) continue;
      const helmfile = path.relative(from.root, file).split(path.sep).join("/");
      const inside = { ...from, helmfile }; // paths in a base count from the folder of the helmfile that has it
      layers.push(...(await baseLayers(inside, [...seen, file])));
      layers.push(stated((await partsOf(file)).at(-1), inside));
    }
    if (at < parts.length - 1) layers.push(stated(part, from));
  }
  return layers;
}

function stated(part: { readonly [key: string]: Json } | undefined, from: LayerList): LayerReference[] {
  const own = asObject(asObject(part?.environments)[from.environment]);
  return [...layersOf(asList(own.values), from), ...layersOf(asList(own.secrets), from, true)];
}

async function partsOf(file: string): Promise<{ readonly [key: string]: Json }[]> {
  const text = (readIfThere(file) ?? "").replace(/\{\{[\s\S]*?\}\}/g, (action) =>
    action.replace(/[^\n]/g, " "),
  );
  return keptByText("helmfile parts", text, async () => {
    const { parseAllDocuments } = await import("yaml");
    const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" });
    return (Array.isArray(documents) ? documents : []).map((one) => {
      const value = one.errors.length > 0 ? undefined : (one.toJS() as Json);
      return isObject(value) ? value : {};
    });
  });
}
