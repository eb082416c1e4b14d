import { readdirSync } from "node:fs";
import path from "node:path";
import { compare, valid } from "semver";
import type { ChartAlone } from "../chart/find.ts";
import { chartValues } from "../copy/known-values.ts";
import { readLock } from "../copy/lock.ts";
import { repositoryRoot } from "../copy/root.ts";
import { chartOf, readTree, type Tree } from "../copy/tree.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isDirectory, readIfThere } from "../core/files.ts";
import { parseJson } from "../core/json.ts";
import { packageDirectory } from "../core/package.ts";
import { fileStart } from "../core/source.ts";
import type { LayerDocument } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import { mergeLayers } from "../merge/merge.ts";
import { type Change, MIGRATIONS, migrationVersion, readChanges } from "../validate/migrations.ts";
import { validate } from "../validate/validate.ts";
import { pathFindings } from "./migration-paths.ts";
import { proofFindings } from "./migration-proof.ts";

/** A migration of a chart, read with the places of its keys. */
export interface ReadMigration {
  readonly version: string;
  /** Relative to the chart's root. */
  readonly file: string;
  readonly document: LayerDocument;
  readonly changes: readonly Change[];
}

const SCHEMA = "migration.schema.json";

/** Everything that is wrong with a chart's migrations; none where it has none. Those of a copy are its source's business. */
export function migrationFindings(chart: ChartAlone): readonly Diagnostic[] {
  const folder = path.join(chart.path, MIGRATIONS);
  if (!isDirectory(folder) || isCopy(chart.path)) return [];
  const tree = readTree(chart.path);
  const names = readdirSync(folder).sort();
  const findings = names.flatMap((name) => nameFindings(chart, tree, name, names));
  const migrations: ReadMigration[] = [];
  for (const name of names) {
    const version = migrationVersion(name);
    if (version === undefined || valid(version) === null) continue;
    const read = readMigration(chart, name, version);
    if ("changes" in read) migrations.push(read);
    else findings.push(...read.problems);
  }
  const whole = migrations.length === names.filter(migrationVersion).length;
  migrations.sort((a, b) => compare(a.version, b.version));
  const values = chartValues(tree);
  for (const [at, one] of migrations.entries()) {
    const later = migrations.slice(at + 1).flatMap(({ changes }) => changes);
    const wrong = pathFindings(one, later, values);
    // What cannot be followed cannot be proven either.
    findings.push(
      ...wrong,
      ...(wrong.length > 0 ? [] : proofFindings(chart, one, whole ? later : undefined)),
    );
  }
  return findings;
}

/** A file of the folder that nothing reads, and a version that the chart has not reached. */
/** The chart stands in the charts.lock.json above it. */
function isCopy(chart: string): boolean {
  const root = repositoryRoot(chart);
  const lock = readLock(root);
  return lock.ok && Object.hasOwn(lock.value, path.relative(root, chart).split(path.sep).join("/"));
}

function nameFindings(chart: ChartAlone, tree: Tree, name: string, names: readonly string[]): Diagnostic[] {
  const file = path.posix.join(chart.shown, MIGRATIONS, name);
  const place = fileStart(file);
  const proven = /^(.+)\.(?:before|after)\.yaml$/.exec(name)?.[1];
  if (proven !== undefined && names.includes(`${proven}.json`)) return [];
  const version = migrationVersion(name);
  if (version === undefined || valid(version) === null) {
    const help = "call it VERSION.json, VERSION.before.yaml or VERSION.after.yaml: 1.1.0.json";
    const message =
      proven === undefined ? `${name} is no migration` : `there is no ${proven}.json that ${name} proves`;
    return [diagnostic("CR841", message, { place, help })];
  }
  const own = chartOf(tree)?.version;
  if (own === undefined || valid(own) === null || compare(version, own) <= 0) return [];
  const help = `raise the version (chartroom package --bump), or name the file after the one that made the change`;
  return [
    diagnostic("CR841", `the chart's version is ${own}: nobody updates to ${version}`, { place, help }),
  ];
}

function readMigration(
  chart: ChartAlone,
  name: string,
  version: string,
): ReadMigration | { readonly problems: readonly Diagnostic[] } {
  const file = path.posix.join(chart.shown, MIGRATIONS, name);
  const text = readIfThere(path.join(chart.root, file)) ?? "";
  const read = readLayer(chart.root, file);
  const asCode = ({ note: _layers, help: _values, ...one }: Diagnostic): Diagnostic => ({
    ...one,
    code: "CR841",
    severity: "error",
  });
  if (!read.ok) return { problems: read.error.map(asCode) };
  const document = read.value;
  if (document.diagnostics.length > 0) return { problems: document.diagnostics.map(asCode) };
  if (!isJson(text))
    return {
      problems: [
        diagnostic("CR841", "a migration is JSON, and this is none", {
          place: fileStart(file),
          help: "quote every key and text, and remove comments and last commas",
        }),
      ],
    };
  const schema = parseJson(readIfThere(packageDirectory("schemas", SCHEMA)) ?? "");
  const options = { schemaFile: SCHEMA, owner: "the schema of migrations" };
  const problems = validate(mergeLayers([document]), schema ?? true, options).map(asCode);
  return problems.length > 0
    ? { problems }
    : { version, file, document, changes: readChanges(version, text) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
