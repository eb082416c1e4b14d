import type { FunctionCall, TypedFunction } from "./functions.ts";
import { isOfValues, named, ROOT } from "./scope.ts";
import {
  boolType,
  detached,
  join,
  listOf,
  mapOf,
  neverType,
  sourcesOf,
  type Type,
  typeOf,
  unknownType,
} from "./types.ts";

/** Functions that make lists and maps, look into them, or change them. */
export const collectionFunctions: Readonly<Record<string, TypedFunction>> = {
  dict(call) {
    const entries = new Map<string, Type>();
    for (let at = 0; at + 1 < call.arguments.length; at += 2) {
      const key = call.arguments[at]?.node;
      const { type } = call.arguments[at + 1] as FunctionCall["arguments"][number];
      if (key?.kind !== "literal" || typeof key.value !== "string") {
        call.consume();
        return unknownType("a map with keys that are made at run time");
      }
      entries.set(key.value, type);
    }
    return { ...mapOf(entries), sources: sourcesOf(...entries.values()) };
  },
  list: madeList,
  tuple: madeList,
  get: (call) => inside(call, call.arguments[0]?.type, call.arguments.slice(1)),
  index: (call) => inside(call, call.arguments[0]?.type, call.arguments.slice(1)),
  dig(call) {
    const keys = call.arguments.slice(0, -2);
    const [fallback, map] = call.arguments.slice(-2);
    const found = inside(call, map?.type, keys);
    if (found.path && isOfValues(found.path)) call.evaluator.recorder.read(found.path, false);
    return fallback ? join({ ...found, absent: false }, fallback.type) : found;
  },
  hasKey(call) {
    const [map, key] = call.arguments;
    const found = inside(call, map?.type, key ? [key] : [], true);
    if (isOfValues(found.path)) call.evaluator.recorder.read(found.path, false);
    return boolType;
  },
  pluck(call) {
    call.consume();
    return typeOf("list", { items: () => unknownType("an entry of one of several maps") });
  },
  first: (call) => item(call),
  last: (call) => item(call),
  mustFirst: (call) => item(call),
  mustLast: (call) => item(call),
  rest: sameList,
  initial: sameList,
  reverse: sameList,
  uniq: sameList,
  compact: sameList,
  without: sameList,
  slice: sameList,
  mustRest: sameList,
  mustInitial: sameList,
  mustReverse: sameList,
  mustUniq: sameList,
  mustCompact: sameList,
  mustWithout: sameList,
  append: grown,
  prepend: grown,
  push: grown,
  mustAppend: grown,
  mustPrepend: grown,
  concat(call) {
    const types = call.arguments.map((one) => one.type);
    return types.every((one) => one.unknown === undefined) && types.length > 0
      ? types.reduce((a, b) => join(a, b))
      : unknownType("lists put together", { sources: sourcesOf(...types) });
  },
  // A copy can be changed without a change of what it was made from.
  deepCopy: (call) => named(detached(call.arguments[0]?.type ?? neverType), call.spot),
  mustDeepCopy: (call) => named(detached(call.arguments[0]?.type ?? neverType), call.spot),
  set: changing,
  unset: changing,
  merge: changing,
  mergeOverwrite: changing,
  mustMerge: changing,
  mustMergeOverwrite: changing,
  pick: chosen,
  omit: chosen,
  values(call) {
    call.consume();
    return typeOf("list", { items: () => unknownType("a value of a map") });
  },
};

function madeList(call: FunctionCall): Type {
  const types = call.arguments.map((one) => one.type);
  const items = types.reduce((a, b) => join(a, b), neverType);
  return listOf(items, { sources: sourcesOf(...types), filled: types.length > 0 });
}

/** The entry at a path of keys; with keys that are made at run time it can be any, so all are read. */
function inside(
  call: FunctionCall,
  map: Type | undefined,
  keys: FunctionCall["arguments"],
  asks = false,
): Type {
  let at: Type = map ?? unknownType("nothing to look into");
  for (const key of keys) {
    const name = key.node.kind === "literal" ? key.node.value : undefined;
    if (typeof name === "number" && at.items) at = { ...at.items(), absent: true };
    else if (typeof name === "string" && at.path && call.evaluator.isChanged([...at.path, name]))
      at = unknownType("changed by a template", { path: [...at.path, name] });
    else if (typeof name === "string" && at.fields) {
      const field = at.fields.get(name);
      if (!asks && field.declared === "closed" && isOfValues(at.path))
        call.evaluator.tell(
          {
            kind: "undeclared",
            name,
            trail: at.path,
            declared: "closed",
            known: at.fields.names,
            inferred: false,
            guarded: false,
          },
          key.spot,
          call.scope,
        );
      at = call.scope.facts.refine(field.type);
    } else {
      call.evaluator.consume(at);
      for (const one of keys) call.evaluator.consume(one.type);
      const path = typeof name === "string" && at.path ? { path: [...at.path, name] } : {};
      return unknownType("an entry that nobody can name", path);
    }
  }
  if (isOfValues(at.path)) call.evaluator.recorder.read(at.path, false);
  return at;
}

function item(call: FunctionCall): Type {
  const [list] = call.arguments;
  if (list) call.evaluator.use(list.type, "list", list.spot, call.scope);
  const items = list?.type.items?.();
  if (items) return { ...items, absent: true };
  call.consume();
  return unknownType("an item of a list");
}

function sameList(call: FunctionCall): Type {
  const [list] = call.arguments;
  if (!list) return unknownType("a list");
  for (const one of call.arguments.slice(1)) call.evaluator.consume(one.type);
  return list.type.items
    ? detached({ ...list.type, filled: false })
    : unknownType("a list", { sources: sourcesOf(list.type) });
}

function grown(call: FunctionCall): Type {
  const [list, ...others] = call.arguments.map((one) => one.type);
  const items = list?.items?.();
  const all = [...(items ? [items] : []), ...others];
  if (!list || (!items && list.unknown !== undefined))
    return unknownType("a list that grows", { sources: sourcesOf(...call.arguments.map((one) => one.type)) });
  return listOf(
    all.reduce((a, b) => join(a, b), neverType),
    { sources: sourcesOf(list, ...others), filled: true },
  );
}

/**
 * These change their first argument in place: from then on nobody knows what is in it; of `set` and `unset` with a key in
 * quotes, at that key.
 */
function changing(call: FunctionCall): Type {
  const [map, ...others] = call.arguments;
  for (const one of others) call.evaluator.consume(one.type);
  if (!map) return unknownType("a map that templates change");
  const key = others[0]?.node.kind === "literal" ? others[0].node.value : undefined;
  const one = (call.name === "set" || call.name === "unset") && typeof key === "string" ? [key] : [];
  const isNew = map.type.fields?.made && !map.type.path;
  const paths = isNew ? [] : map.type.path ? [map.type.path] : sourcesOf(map.type);
  for (const path of paths) call.evaluator.recorder.changed.add([...path, ...one].join("\0"));
  if (one.length === 0 && map.type.path?.[0] !== ROOT[0]) call.evaluator.consume(map.type);
  // What is made in place of it is the same map.
  if (map.type.path) return map.type;
  return unknownType("a map that templates change", { sources: sourcesOf(map.type) });
}

function chosen(call: FunctionCall): Type {
  const [map, ...names] = call.arguments;
  const literal = names.every((one) => one.node.kind === "literal");
  if (map?.type.fields && literal && call.name === "pick") {
    const { fields } = map.type;
    const kept = names.map((one) => String((one.node as { value: unknown }).value));
    return mapOf(new Map(kept.map((name) => [name, { ...fields.get(name).type, absent: true }])));
  }
  if (map) call.evaluator.consume(map.type);
  return unknownType("parts of a map", { sources: map ? sourcesOf(map.type) : [] });
}
