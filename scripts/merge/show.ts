import { type Json, showPath, type ValuePath } from "../core/json.ts";
import { MASK } from "../core/taint.ts";
import type { LayerNode } from "../layers/model.ts";
import type { MergedNode, MergedScalar, Origin } from "./model.ts";

/** A value as it is shown: one that is no map with entries and no list with items. Secrets are masked in it. */
export interface Leaf {
  readonly path: ValuePath;
  readonly text: string;
  readonly json: Json;
  readonly secret: boolean;
  readonly origins: readonly Origin[];
}

/** A value with its layers, for people: each leaf, then a line for each layer that set it, the winner last. */
export function valuesText(node: MergedNode, path: ValuePath = []): string {
  const lines: string[] = [];
  for (const leaf of leavesOf(node, path)) {
    lines.push(`${showPath(leaf.path)}: ${leaf.text}`);
    leaf.origins.forEach((origin, at) => {
      lines.push(`    ${whatItDid(leaf, origin, at === leaf.origins.length - 1)} ${showPlace(origin)}`);
    });
  }
  return `${lines.join("\n")}\n`;
}

/** The same as JSON: one entry a leaf, origins from the first layer to the winner. */
export function valuesJson(node: MergedNode, path: ValuePath = []): string {
  const values = leavesOf(node, path).map((leaf) => ({
    path: showPath(leaf.path),
    value: leaf.json,
    secret: leaf.secret,
    origins: leaf.origins.map((origin) => ({
      ...placeJson(origin),
      ...(origin.deleted && { deleted: true }),
      ...(origin.node && { value: leaf.secret ? MASK : layerJson(origin.node) }),
    })),
  }));
  return `${JSON.stringify({ version: 1, values }, null, 2)}\n`;
}

/** The leaves of a value, in the order of its keys. An item of a list names the lists that its own replaced, too. */
export function leavesOf(node: MergedNode, path: ValuePath, above: readonly Origin[] = []): Leaf[] {
  if (node.kind === "map" && node.entries.size > 0) {
    return [...node.entries].flatMap(([key, child]) => leavesOf(child, [...path, key], above));
  }
  if (node.kind === "list" && node.items.length > 0) {
    const replaced = [...above, ...node.origins.slice(0, -1)];
    return node.items.flatMap((child, at) => leavesOf(child, [...path, at], replaced));
  }
  const origins = [...above, ...node.origins];
  if (node.kind !== "scalar") {
    const json = node.kind === "map" ? {} : [];
    return [{ path, text: JSON.stringify(json), json, secret: false, origins }];
  }
  const secret = node.secret || node.encrypted !== undefined;
  return [{ path, text: scalarText(node), json: maskedJson(node), secret, origins }];
}

/** A value as JSON with its secrets masked. */
export function maskedJson(node: MergedNode): Json {
  if (node.kind === "list") return node.items.map(maskedJson);
  if (node.kind === "map")
    return Object.fromEntries([...node.entries].map(([key, one]) => [key, maskedJson(one)]));
  return node.secret || node.encrypted !== undefined ? MASK : node.value;
}

/** `environments/staging/values.yaml:10:9`. */
export function showPlace({ place }: Origin): string {
  return `${place.file}:${place.line}:${place.column}`;
}

/** The same as JSON. */
export function placeJson({ place }: Origin): { file: string; line: number; column: number } {
  return { file: place.file, line: place.line, column: place.column };
}

function scalarText(node: MergedScalar): string {
  if (node.encrypted === "made") return `${MASK} (made of an encrypted value, no key)`;
  if (node.encrypted !== undefined) return `${MASK} (encrypted ${node.encrypted}, no key)`;
  return node.secret ? MASK : JSON.stringify(node.value);
}

function whatItDid(leaf: Leaf, origin: Origin, wins: boolean): string {
  if (origin.deleted) return "deleted in";
  if (wins) return "set in";
  return `overridden, was ${origin.node ? `${leaf.secret ? MASK : layerText(origin.node)} in` : "set in"}`;
}

function layerText(node: LayerNode): string {
  if (node.kind === "map") return "a map";
  if (node.kind === "list") return "a list";
  return String(layerJson(node) === MASK ? MASK : JSON.stringify(node.value));
}

/** What a layer's file says, secrets masked. */
function layerJson(node: LayerNode): Json {
  if (node.kind === "list") return node.items.map(layerJson);
  if (node.kind === "map")
    return Object.fromEntries([...node.entries].map(([key, { node: one }]) => [key, layerJson(one)]));
  return node.secret || node.encrypted !== undefined ? MASK : node.value;
}
