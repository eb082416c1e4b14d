import { readFileSync } from "node:fs";
import { packageDirectory } from "../../core/package.ts";

/**
 * The shape of a value, in one word: `s` text, `i` whole number, `n` number, `b` true or false, `q` quantity, `x` whole
 * number or text, `*` anything, `=A|B` one of these texts, `@name` a type of the table, `[T` a list of T, `{T` a map
 * of T. In front of a field's type `!` says that it is required.
 */
export type Shape = string;

/** Field names and types of the kinds Kubernetes has. Written by scripts/tasks/kubernetes-schemas.ts. */
export interface SchemaTable {
  /** Which sources it was made from, and how. */
  readonly about: string;
  readonly kubernetes: string;
  /** `apps/v1 Deployment` -> `apps.v1.Deployment`, a name of `types`. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, Shape>>>>;
}

export const tableFile = "scripts/check/schemas/kubernetes-1.37.json";

let table: SchemaTable | undefined;

/** The committed table, read once. */
export function schemaTable(): SchemaTable {
  table ??= JSON.parse(readFileSync(packageDirectory(...tableFile.split("/")), "utf8")) as SchemaTable;
  return table;
}
