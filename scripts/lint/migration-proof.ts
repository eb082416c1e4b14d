import path from "node:path";
import type { ChartAlone } from "../chart/find.ts";
import { migrate } from "../copy/migrate.ts";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import { isFile, readIfThere } from "../core/files.ts";
import {
  canonicalJson,
  isObject,
  type Json,
  type JsonObject,
  parseJson,
  showPath,
  type ValuePath,
  valueAt,
} from "../core/json.ts";
import { fileStart } from "../core/source.ts";
import { layerJson } from "../layers/json.ts";
import type { LayerDocument } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import { annotate } from "../merge/annotate.ts";
import { coalesce } from "../merge/coalesce.ts";
import { mergeLayers } from "../merge/merge.ts";
import { nodeAt } from "../merge/value.ts";
import { type Change, MIGRATIONS } from "../validate/migrations.ts";
import { validate } from "../validate/validate.ts";
import type { ReadMigration } from "./migrations.ts";

/** A values document of the proof. */
interface Side {
  readonly file: string;
  readonly document: LayerDocument;
  readonly values: JsonObject;
}

/**
 * Whether a migration leads from its before file to its after file, and the chart takes what comes out: CR843 where there is
 * nothing to see it by, CR844, CR845. `later` are the changes of the versions after it; undefined where they are not known, so
 * that what they lead to cannot be told.
 */
export function proofFindings(
  chart: ChartAlone,
  migration: ReadMigration,
  later: readonly Change[] | undefined,
): readonly Diagnostic[] {
  const [before, after] = [readSide(chart, migration, "before"), readSide(chart, migration, "after")];
  if ("problems" in before || "problems" in after)
    return [before, after].flatMap((one) => ("problems" in one ? one.problems : []));
  const unset = migration.changes.filter(({ from }) => valueAt(before.values, from) === undefined);
  const wrong = differences(migrate(before.values, migration.changes), after);
  return [
    ...unset.map((one) => notSet(migration, before, one)),
    ...(wrong.length > 0 || later === undefined ? wrong : schemaFindings(chart, after, later)),
  ];
}

function readSide(
  chart: ChartAlone,
  { file, version }: ReadMigration,
  which: "before" | "after",
): Side | { readonly problems: readonly Diagnostic[] } {
  const name = `${version}.${which}.yaml`;
  const side = path.posix.join(chart.shown, MIGRATIONS, name);
  if (!isFile(path.join(chart.root, side))) {
    const what = which === "before" ? "values from before this version" : "the same values as they are to be";
    return {
      problems: [
        diagnostic("CR843", `there is no ${name}`, { place: fileStart(file), help: `write it: ${what}` }),
      ],
    };
  }
  const read = readLayer(chart.root, side);
  if (!read.ok) return { problems: read.error };
  const values = layerJson(read.value.root);
  return hasErrors(read.value.diagnostics)
    ? { problems: read.value.diagnostics }
    : { file: side, document: read.value, values: isObject(values) ? values : {} };
}

function notSet({ document, version }: ReadMigration, before: Side, { from }: Change): Diagnostic {
  const map = ["renamed", "removed"].map((word) => document.root.entries.get(word)?.node);
  const shown = showPath(from);
  const key = map
    .flatMap((one) => (one?.kind === "map" ? [...one.entries] : []))
    .find(([text]) => text === shown);
  return diagnostic("CR843", `${version}.before.yaml does not set \`${shown}\``, {
    place: key?.[1].key ?? fileStart(before.file),
    help: `set it in ${before.file}: nothing shows what becomes of it`,
  });
}

/** Where the values that come out are not those of the after file. The values are the author's samples, and no secrets. */
function differences(made: JsonObject, after: Side): readonly Diagnostic[] {
  const root = mergeLayers([after.document]);
  const found: Diagnostic[] = [];
  const compare = (is: Json | undefined, wanted: Json | undefined, at: ValuePath): void => {
    if (isObject(is) && isObject(wanted)) {
      for (const key of new Set([...Object.keys(is), ...Object.keys(wanted)]))
        compare(is[key], wanted[key], [...at, key]);
      return;
    }
    if (is !== undefined && wanted !== undefined && canonicalJson(is) === canonicalJson(wanted)) return;
    const parent = at.slice(0, -1);
    const origin = (nodeAt(root, at) ?? nodeAt(root, parent))?.origins.at(-1);
    const shown = showPath(at);
    const message =
      wanted === undefined
        ? `the migration leaves \`${shown}\`, which is not here`
        : is === undefined
          ? `the migration does not bring \`${shown}\``
          : `the migration brings another \`${shown}\``;
    found.push(
      diagnostic("CR844", message, {
        place: origin?.key ?? origin?.place ?? fileStart(after.file),
        note: `it leads to ${is === undefined ? "nothing" : canonicalJson(is)}`,
        help: "mend the migration, or this file",
      }),
    );
  };
  compare(made, after.values, []);
  return found;
}

/** The after file over the chart's defaults, as Helm holds it against the schema. */
function schemaFindings(chart: ChartAlone, after: Side, later: readonly Change[]): readonly Diagnostic[] {
  const schemaFile = path.posix.join(chart.shown, "values.schema.json");
  const schemaText = readIfThere(path.join(chart.root, schemaFile));
  const schema = schemaText === undefined ? undefined : parseJson(schemaText);
  if (schemaText === undefined || schema === undefined) return [];
  const defaults = readLayer(chart.root, path.posix.join(chart.shown, "values.yaml"));
  const fallback = { place: fileStart(after.file), layer: 0, layers: 1, made: true };
  const values = annotate(migrate(after.values, later), [mergeLayers([after.document])], fallback);
  const whole = coalesce(values, mergeLayers(defaults.ok ? [defaults.value] : []));
  const options = { schemaFile, schemaText, owner: `chart \`${chart.name}\`` };
  return validate(whole, schema, options).flatMap(({ note: _layers, ...one }) =>
    one.code === "CR213" || one.severity === "info"
      ? []
      : [{ ...one, code: "CR845" as const, severity: "error" as const }],
  );
}
