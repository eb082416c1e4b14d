import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { UNOPENED } from "../layers/model.ts";
import { holdsEncrypted } from "./annotate.ts";
import type { MergedNode, MergedScalar } from "./model.ts";

/** What stands in a render for a value that no key opened: its type is right, its content says what it is. */
const PLACEHOLDERS: Readonly<Record<NonNullable<MergedScalar["encrypted"]>, Json>> = {
  str: UNOPENED,
  bytes: UNOPENED,
  comment: UNOPENED,
  made: UNOPENED,
  int: 1,
  float: 1,
  bool: true,
};

/** Values that helmfile gave without secrets, with a placeholder for each leaf of `node` that stayed encrypted. */
export function withPlaceholders(values: Json, node: MergedNode | undefined): Json {
  if (node === undefined || !holdsEncrypted(node)) return values;
  if (node.kind === "scalar") return node.encrypted ? PLACEHOLDERS[node.encrypted] : values;
  if (node.kind === "list") {
    const items = Array.isArray(values) ? values : [];
    return node.items.map((item, at) => withPlaceholders(items[at] ?? null, item));
  }
  const entries: Record<string, Json> = isObject(values) ? { ...(values as JsonObject) } : {};
  for (const [key, entry] of node.entries)
    if (holdsEncrypted(entry)) entries[key] = withPlaceholders(entries[key] ?? null, entry);
  return entries;
}
