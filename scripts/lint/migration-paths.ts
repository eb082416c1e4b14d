import { type ChartValues, knownValue } from "../copy/known-values.ts";
import { isBelow } from "../copy/migrate.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { showPath } from "../core/json.ts";
import type { Place } from "../core/source.ts";
import { type Change, type Keys, keysOf } from "../validate/migrations.ts";
import type { ReadMigration } from "./migrations.ts";

/** A path as the migration's file has it. */
interface Named {
  readonly text: string;
  readonly keys: Keys | undefined;
  readonly place: Place;
}

/** The paths of a migration that cannot be (CR842); `later` are the changes of the versions after it. */
export function pathFindings(
  migration: ReadMigration,
  later: readonly Change[],
  values: ChartValues,
): readonly Diagnostic[] {
  const renamed = entries(migration, "renamed");
  const old = [...renamed.map(({ from }) => from), ...entries(migration, "removed").map(({ from }) => from)];
  const now = renamed.flatMap(({ to }) => (to ? [to] : []));
  return [
    ...[...old, ...now].filter(({ keys }) => keys === undefined).map(noPath),
    ...twice(old, "named"),
    ...twice(now, "the new name"),
    ...old.flatMap((one) => stillThere(one, now, later, values)),
    ...now.flatMap((one) => unknown(one, later, values)),
  ];
}

function entries({ document }: ReadMigration, word: string): readonly { from: Named; to?: Named }[] {
  const map = document.root.entries.get(word)?.node;
  if (map?.kind !== "map") return [];
  return [...map.entries].map(([text, { key, node }]) => ({
    from: { text, keys: keysOf(text), place: key },
    ...(word === "renamed" &&
      node.kind === "scalar" && {
        to: { text: String(node.value), keys: keysOf(String(node.value)), place: node.place },
      }),
  }));
}

function noPath({ text, place }: Named): Diagnostic {
  return diagnostic("CR842", `\`${text}\` is no path of a value`, {
    place,
    help: "keys with dots between them (image.name), a key with a dot in quotes; nothing leads into a list",
  });
}

function twice(all: readonly Named[], what: string): readonly Diagnostic[] {
  return all.flatMap((one, at) => {
    const other = all
      .slice(0, at)
      .find(({ keys }) => keys && one.keys && showPath(keys) === showPath(one.keys));
    if (!other) return [];
    return diagnostic("CR842", `\`${one.text}\` is ${what} twice`, {
      place: one.place,
      labels: [{ message: "here as well", place: other.place }],
      help: "keep one of the two",
    });
  });
}

function stillThere(
  { keys, text, place }: Named,
  now: readonly Named[],
  later: readonly Change[],
  values: ChartValues,
): readonly Diagnostic[] {
  if (!keys || knownValue(values, keys) !== "declared") return [];
  const back = [...now.map((one) => one.keys), ...later.map(({ to }) => to)];
  if (back.some((one) => one && (isBelow(one, keys) || isBelow(keys, one)))) return [];
  return [
    diagnostic("CR842", `\`${text}\` is still a value of the chart`, {
      place,
      help: "remove it from values.yaml and values.schema.json, or mark it `deprecated: true` in the schema alone",
    }),
  ];
}

function unknown(
  { keys, place }: Named,
  later: readonly Change[],
  values: ChartValues,
): readonly Diagnostic[] {
  if (!keys || knownValue(values, keys) !== "unknown") return [];
  if (later.some(({ from }) => isBelow(keys, from) || isBelow(from, keys))) return [];
  return [
    diagnostic("CR842", `\`${showPath(keys)}\` is no value of the chart`, {
      place,
      help: "name a value that values.yaml or values.schema.json has",
    }),
  ];
}
