import { readFileSync } from "node:fs";
import { type KubernetesVersion, newestVersion } from "../../core/kubernetes-versions.ts";
import { packageDirectory } from "../../core/package.ts";

/**
 * The shape of a value, in one word: `s` text, `i` whole number, `n` number, `b` true or false, `q` quantity, `x` whole
 * number or text, `*` anything, `=A|B` one of these texts (`=|A|B`: or an empty one), `@name` a type of the table, `[T` a
 * list of T, `{T` a map of T. In front of a field's type `!` says that it is required.
 */
export type Shape = string;

/** Field names and types of kinds. Those of Kubernetes are written by scripts/tasks/kubernetes-schemas.ts. */
export interface SchemaTable {
  /** `apps/v1 Deployment` -> `apps.v1.Deployment`, a name of `types`. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, Shape>>>>;
}

/** How a version differs from the newest one: a JSON merge patch (RFC 7396), where null takes away. */
export interface TablePatch {
  readonly kinds: Readonly<Record<string, string | null>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, Shape | null>> | null>>;
}

export function tableFile(version: KubernetesVersion): string {
  return `scripts/check/schemas/kubernetes-${version}.json`;
}

const tables = new Map<KubernetesVersion, SchemaTable>();

/** The fields of one version of Kubernetes. The newest is a whole table, each other one a small difference; both are read once. */
export function kubernetesTable(version: KubernetesVersion = newestVersion): SchemaTable {
  const known = tables.get(version);
  if (known) return known;
  const read = JSON.parse(readFileSync(packageDirectory(...tableFile(version).split("/")), "utf8"));
  const table =
    version === newestVersion ? (read as SchemaTable) : patched(kubernetesTable(), read as TablePatch);
  tables.set(version, table);
  return table;
}

function patched({ kinds, types }: SchemaTable, patch: TablePatch): SchemaTable {
  const merged = mergePatch(types, patch.types);
  for (const [name, fields] of Object.entries(patch.types))
    if (fields !== null) merged[name] = mergePatch(types[name] ?? {}, fields);
  return { kinds: mergePatch(kinds, patch.kinds), types: merged as SchemaTable["types"] };
}

/** One level of a merge patch. */
function mergePatch<T>(base: Readonly<Record<string, T>>, patch: Readonly<Record<string, unknown>>) {
  const merged: Record<string, unknown> = { ...base, ...patch };
  for (const [key, value] of Object.entries(patch)) if (value === null) delete merged[key];
  return merged as Record<string, T>;
}
