import { isObject, type Json, type JsonObject } from "../core/json.ts";
import type { Change, Keys } from "../validate/migrations.ts";

/**
 * A values document after these changes, oldest version first. The changes of one version happen at once, so two values can
 * change places. Where both names are set the new one wins, map by map. A map that has lost its last key goes as well: a
 * closed schema would no longer know it. Nothing is looked for in lists.
 */
export function migrate(values: JsonObject, changes: readonly Change[]): JsonObject {
  const versions = [...new Set(changes.map((one) => one.version))];
  return versions.reduce(
    (whole, version) =>
      migrateOnce(
        whole,
        changes.filter((one) => one.version === version),
      ),
    values,
  );
}

function migrateOnce(values: JsonObject, changes: readonly Change[]): JsonObject {
  const moved: { readonly to: Keys; readonly value: Json }[] = [];
  let rest = values;
  // A key of a map that moves may have a change of its own, so the deepest come first.
  for (const { from, to } of changes.toSorted((a, b) => b.from.length - a.from.length)) {
    const value = at(rest, from);
    if (value === undefined) continue;
    rest = without(rest, from) ?? {};
    if (to) moved.push({ to, value });
  }
  return moved.reduce((whole, { to, value }) => withValue(whole, to, value), rest);
}

/**
 * The changes as somebody meets them who comes from before all of them: a value that was renamed twice has its last name,
 * one that was renamed and then removed is gone, and a key of a renamed map that changed later is named by the old map. Each
 * stands with the last version that had to do with it.
 */
export function summed(changes: readonly Change[]): readonly Change[] {
  const versions = [...new Set(changes.map((one) => one.version))];
  return versions.reduce<readonly Change[]>((earlier, version) => {
    const now = changes.filter((one) => one.version === version);
    const deeper = earlier.flatMap(({ from, to }) =>
      to === undefined
        ? []
        : now
            .filter((one) => one.from.length > to.length && isBelow(one.from, to))
            .map((one) => ({ ...one, from: [...from, ...one.from.slice(to.length)] })),
    );
    return [...earlier.map((one) => now.reduce(followed, one)), ...deeper, ...now];
  }, []);
}

function followed(change: Change, later: Change): Change {
  const { from, to } = change;
  if (change.version === later.version || !to || !isBelow(to, later.from)) return change;
  const { version, reason } = later;
  return later.to === undefined
    ? { version, from, ...(reason !== undefined && { reason }) }
    : { version, from, to: [...later.to, ...to.slice(later.from.length)] };
}

/** `a.b` is below `a`, and below itself. */
export function isBelow(one: Keys, other: Keys): boolean {
  return other.length <= one.length && other.every((key, at) => one[at] === key);
}

function at(values: Json, keys: Keys): Json | undefined {
  let found: Json | undefined = values;
  for (const key of keys) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

/** Undefined where nothing is left. */
function without(map: JsonObject, [key, ...more]: Keys): JsonObject | undefined {
  const { [key as string]: child, ...rest } = map;
  const left = more.length > 0 && isObject(child) ? without(child, more) : undefined;
  if (left !== undefined) return { ...map, [key as string]: left };
  return Object.keys(rest).length === 0 ? undefined : rest;
}

/** What is there already stays. */
function withValue(map: JsonObject, [key, ...more]: Keys, value: Json): JsonObject {
  const name = key as string;
  const there = Object.hasOwn(map, name) ? map[name] : undefined;
  if (more.length > 0) {
    if (there !== undefined && !isObject(there)) return map;
    return { ...map, [name]: withValue(isObject(there) ? there : {}, more, value) };
  }
  if (there === undefined) return { ...map, [name]: value };
  return isObject(there) && isObject(value) ? { ...map, [name]: under(there, value) } : map;
}

/** The second map below the first. */
function under(winner: JsonObject, below: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...below };
  for (const [key, value] of Object.entries(winner)) {
    const other = merged[key];
    merged[key] = isObject(value) && isObject(other) ? under(value, other) : value;
  }
  return merged;
}
