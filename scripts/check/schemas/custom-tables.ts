import { readFileSync } from "node:fs";
import { packageDirectory } from "../../core/package.ts";
import type { CustomKinds } from "./custom-kinds.ts";

/** The table of one set of CustomResourceDefinitions, such as cert-manager's. */
export function customFile(set: string): string {
  return `scripts/check/schemas/crds/${set}.json`;
}

export const customIndex = "scripts/check/schemas/crds/index.json";

/** Which set has a group, and from which version of its project each set was made. */
export interface CustomIndex {
  /** `cert-manager.io` -> `cert-manager`. */
  readonly groups: Readonly<Record<string, string>>;
  /** `cert-manager` -> `github.com/cert-manager/cert-manager@v1.21.2`. */
  readonly sets: Readonly<Record<string, string>>;
}

const read = new Map<string, unknown>();

/** The table that has the kinds of a group, read when the first object of the group is met; undefined where none has. */
export function customTable(group: string): CustomKinds | undefined {
  const { groups } = json<CustomIndex>(customIndex);
  const set = Object.hasOwn(groups, group) ? groups[group] : undefined;
  return set === undefined ? undefined : json<CustomKinds>(customFile(set));
}

/** What the table of a set was made from: `github.com/cert-manager/cert-manager@v1.21.2`. */
export function customSource(set: string): string {
  return json<CustomIndex>(customIndex).sets[set] ?? "";
}

function json<T>(file: string): T {
  if (!read.has(file)) read.set(file, JSON.parse(readFileSync(packageDirectory(...file.split("/")), "utf8")));
  return read.get(file) as T;
}
