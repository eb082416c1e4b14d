import { type Json, showPath, type ValuePath } from "../core/json.ts";
import { MASK } from "../core/taint.ts";
import type { MergedNode, MergedScalar, Origin } from "./model.ts";

/** A value with its layers, for people: each leaf, then a line for each layer that set it, the winner marked. */
export function valuesText(node: MergedNode, path: ValuePath = []): string {
  const lines: string[] = [];
  for (const leaf of leavesOf(node, path)) {
    lines.push(`${showPath(leaf.path)}: ${leaf.text}`);
    leaf.origins.forEach((origin, at) => {
      const wins = at === leaf.origins.length - 1;
      const what = origin.deleted ? "deleted in" : wins ? "set in" : "overridden, was set in";
      lines.push(`    ${what} ${showOrigin(origin)}`);
    });
  }
  return `${lines.join("\n")}\n`;
}

/** The same as JSON: one entry a leaf, origins from the first layer to the winner. */
export function valuesJson(node: MergedNode, path: ValuePath = []): string {
  const values = leavesOf(node, path).map(({ path, json, secret, origins }) => ({
    path: showPath(path),
    value: json,
    secret,
    origins: origins.map(({ place, deleted }) => ({
      file: place.file,
      line: place.line,
      column: place.column,
      ...(deleted && { deleted }),
    })),
  }));
  return `${JSON.stringify({ version: 1, values }, null, 2)}\n`;
}

interface Leaf {
  readonly path: ValuePath;
  readonly text: string;
  readonly json: Json;
  readonly secret: boolean;
  readonly origins: readonly Origin[];
}

function leavesOf(node: MergedNode, path: ValuePath): Leaf[] {
  if (node.kind === "map" && node.entries.size > 0) {
    return [...node.entries].flatMap(([key, child]) => leavesOf(child, [...path, key]));
  }
  if (node.kind === "list" && node.items.length > 0) {
    return node.items.flatMap((child, at) => leavesOf(child, [...path, at]));
  }
  if (node.kind !== "scalar") {
    const json = node.kind === "map" ? {} : [];
    return [{ path, text: JSON.stringify(json), json, secret: false, origins: node.origins }];
  }
  const secret = node.secret || node.encrypted !== undefined;
  const json = secret ? MASK : node.value;
  return [{ path, text: scalarText(node), json, secret, origins: node.origins }];
}

function scalarText(node: MergedScalar): string {
  if (node.encrypted !== undefined) return `${MASK} (encrypted ${node.encrypted}, no key)`;
  return node.secret ? MASK : JSON.stringify(node.value);
}

function showOrigin({ place }: Origin): string {
  return `${place.file}:${place.line}:${place.column}`;
}
