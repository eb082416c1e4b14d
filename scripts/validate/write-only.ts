import { goPattern } from "../core/go-pattern.ts";
import { isObject, type Json, type JsonObject, type ValuePath } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { atPointer } from "./schema.ts";

/** A schema that refers to itself by way of `allOf` is followed so far. */
const DEEPEST = 20;

/** The paths of a document at which a schema says `writeOnly`, each with its node. */
export function writeOnlyNodes(
  root: MergedNode,
  schema: Json,
): { readonly path: ValuePath; readonly node: MergedNode }[] {
  const found = new Map<MergedNode, ValuePath>();
  const visit = (node: MergedNode, parts: readonly (Json | undefined)[], path: ValuePath): void => {
    const shapes = parts.flatMap((part) => shapesOf(schema, part));
    if (shapes.length === 0) return;
    if (shapes.some((one) => one.writeOnly === true)) {
      for (const leaf of leavesOf(node, path)) found.set(leaf.node, leaf.path);
      return;
    }
    if (node.kind === "list")
      node.items.forEach((item, at) => {
        visit(
          item,
          shapes.flatMap((one) => itemSchemas(one, at)),
          [...path, at],
        );
      });
    if (node.kind === "map")
      for (const [key, child] of node.entries)
        visit(
          child,
          shapes.flatMap((one) => propertySchemas(one, key)),
          [...path, key],
        );
  };
  visit(root, [schema], []);
  return [...found].map(([node, path]) => ({ path, node }));
}

/** The same values, with those that the schema calls `writeOnly` marked and remembered as secrets. */
export function markWriteOnly(root: MergedMap, schema: Json): MergedMap {
  const secrets = new Set(writeOnlyNodes(root, schema).map(({ node }) => node));
  if (secrets.size === 0) return root;
  const mark = (node: MergedNode): MergedNode => {
    if (node.kind === "list") return { ...node, items: node.items.map(mark) };
    if (node.kind === "map")
      return { ...node, entries: new Map([...node.entries].map(([key, child]) => [key, mark(child)])) };
    if (!secrets.has(node) || node.value === null || node.value === "") return node;
    rememberPlain(node);
    return { ...node, secret: true };
  };
  return mark(root) as MergedMap;
}

/** Remembers an unencrypted secret: its value, and where it stands, so that no code frame shows even a short one. */
export function rememberPlain(node: MergedNode): void {
  if (node.kind !== "scalar" || node.secret || node.encrypted !== undefined) return;
  taint.add(node.value);
  for (const { place } of node.origins) taint.hide(place);
}

function leavesOf(node: MergedNode, path: ValuePath): { path: ValuePath; node: MergedNode }[] {
  if (node.kind === "scalar") return [{ path, node }];
  const children: [string | number, MergedNode][] =
    node.kind === "list" ? node.items.map((item, at) => [at, item]) : [...node.entries];
  return children.flatMap(([step, child]) => leavesOf(child, [...path, step]));
}

/** A schema and all that it is made of: what it refers to, and each alternative, whichever holds. */
function shapesOf(root: Json, part: Json | undefined, depth = 0): JsonObject[] {
  if (!isObject(part) || depth > DEEPEST) return [];
  const combined = ["allOf", "anyOf", "oneOf"].flatMap((word) =>
    Array.isArray(part[word]) ? (part[word] as readonly Json[]) : [],
  );
  const others = [
    typeof part.$ref === "string" ? atPointer(root, part.$ref) : undefined,
    part.then,
    part.else,
    ...combined,
  ];
  return [part, ...others.flatMap((one) => shapesOf(root, one, depth + 1))];
}

function propertySchemas(shape: JsonObject, key: string): (Json | undefined)[] {
  const own = isObject(shape.properties) ? shape.properties[key] : undefined;
  const patterns = isObject(shape.patternProperties) ? Object.entries(shape.patternProperties) : [];
  const matching = patterns.filter(([pattern]) => fits(pattern, key)).map(([, one]) => one);
  return own !== undefined || matching.length > 0 ? [own, ...matching] : [shape.additionalProperties];
}

/** What is no pattern is taken to fit: rather a value too many masked than one too few. */
function fits(pattern: string, key: string): boolean {
  return goPattern(pattern)?.test(key) ?? true;
}

function itemSchemas(shape: JsonObject, at: number): (Json | undefined)[] {
  const { items, prefixItems, additionalItems } = shape;
  if (Array.isArray(items)) return [(items as readonly Json[])[at] ?? additionalItems];
  return [Array.isArray(prefixItems) ? ((prefixItems as readonly Json[])[at] ?? items) : items];
}
