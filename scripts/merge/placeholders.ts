import { isObject, type Json, type JsonObject } from "../core/json.ts";
import type { EncryptedType } from "../layers/model.ts";
import type { MergedNode } from "./model.ts";

/** What stands in a render for a value that no key opened: its type is right, its content says what it is. */
const PLACEHOLDERS: Readonly<Record<EncryptedType, Json>> = {
  str: "ENC[withheld]",
  bytes: "ENC[withheld]",
  comment: "ENC[withheld]",
  int: 1,
  float: 1,
  bool: true,
};

/** Values that helmfile gave without secrets, with a placeholder for each leaf of `node` that stayed encrypted. */
export function withPlaceholders(values: Json, node: MergedNode | undefined): Json {
  const placeholders = node && placeholdersOf(node);
  return placeholders === undefined ? values : over(values, placeholders);
}

function placeholdersOf(node: MergedNode): Json | undefined {
  if (node.kind === "scalar") return node.encrypted && PLACEHOLDERS[node.encrypted];
  if (node.kind === "list") {
    const items = node.items.map(placeholdersOf);
    return items.some((item) => item !== undefined) ? items.map((item) => item ?? null) : undefined;
  }
  const entries: Record<string, Json> = {};
  for (const [key, entry] of node.entries) {
    const value = placeholdersOf(entry);
    if (value !== undefined) entries[key] = value;
  }
  return Object.keys(entries).length > 0 ? entries : undefined;
}

function over(values: Json, placeholders: Json): Json {
  if (!isObject(values) || !isObject(placeholders)) return placeholders;
  const merged: Record<string, Json> = { ...(values as JsonObject) };
  for (const [key, value] of Object.entries(placeholders)) {
    merged[key] = Object.hasOwn(merged, key) ? over(merged[key] as Json, value) : value;
  }
  return merged;
}
