import type { JsonObject } from "../../core/json.ts";
import {
  compareVersions,
  isReached,
  type KubernetesVersion,
  type Target,
} from "../../core/kubernetes-versions.ts";
import type { CustomKinds } from "./custom-kinds.ts";
import { customTable } from "./custom-tables.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { kubernetesTable } from "./table.ts";
import type { TypeLookup } from "./walk.ts";

/** The schema of one kind: a type, and where types are looked up. */
export interface KnownKind {
  readonly type: string;
  readonly types: TypeLookup;
  /** The CustomResourceDefinition calls this version deprecated: its warning, or "". */
  readonly deprecated?: string;
}

/** Where an object's kind stands. */
export type Standing =
  | { readonly is: "known"; readonly kind: KnownKind }
  /** A group of Kubernetes' own, and no such kind in it. */
  | { readonly is: "absent" }
  /** Somebody's kind that nobody told of. */
  | { readonly is: "unknown" };

/** `apps/v1 Deployment`. */
export function kindOf({ apiVersion, kind }: JsonObject): string {
  return `${String(apiVersion)} ${String(kind)}`;
}

/** `apps` of `apps/v1`; the core's is empty. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
}

/**
 * All that is known of an object's kind: Kubernetes' own of one version, then `custom`, the first one the strongest, then
 * the sets that come along.
 */
export function lookUp(object: JsonObject, target: Target, custom: readonly CustomKinds[]): Standing {
  const kind = kindOf(object);
  const group = groupOf(String(object.apiVersion));
  const kubernetes = kubernetesTable(target.version);
  if (Object.hasOwn(kubernetes.kinds, kind))
    return known(kubernetes.kinds[kind] as string, (name) => kubernetes.types[name]);
  const coming = customTable(group);
  for (const one of coming ? [...custom, coming] : custom) {
    const name = keysOf(object).find((key) => Object.hasOwn(one.kinds, key));
    if (name !== undefined)
      return known(
        one.kinds[name] as string,
        (type) => one.types[type] ?? kubernetes.types[type],
        one.deprecated[name],
      );
  }
  return { is: isAbsent(kind, group, target) ? "absent" : "unknown" };
}

/** Under which names a table may have an object's kind: that of a JSON schema's file is in small letters, maybe without a group. */
function keysOf(object: JsonObject): string[] {
  const kind = String(object.kind).toLowerCase();
  const apiVersion = String(object.apiVersion);
  return [kindOf(object), `${apiVersion} ${kind}`, `*/${apiVersion.replace(/.*\//, "")} ${kind}`];
}

/** Of a version whose fields are not known only the lives of API versions are: what they do not tell may be there. */
function isAbsent(kind: string, group: string, { minor, version }: Target): boolean {
  const { introduced, removed } = lifecycleOf(kind) ?? {};
  if (isReached(removed, minor)) return true;
  if (!isOfKubernetes(group, version)) return false;
  if (minor === version) return true;
  const isNewer = compareVersions(minor, version) > 0;
  return !isNewer && !(removed !== undefined && isReached(introduced, minor));
}

function known(type: string, types: TypeLookup, deprecated?: string): Standing {
  return { is: "known", kind: { type, types, ...(deprecated !== undefined && { deprecated }) } };
}

/** Groups without a dot, and those of the table, are Kubernetes' own; all others may be anybody's. */
function isOfKubernetes(group: string, version: KubernetesVersion): boolean {
  return !group.includes(".") || groupsOf(version).has(group);
}

const groups = new Map<KubernetesVersion, Set<string>>();

function groupsOf(version: KubernetesVersion): Set<string> {
  let known = groups.get(version);
  if (!known) {
    known = new Set(
      Object.keys(kubernetesTable(version).kinds).map((one) => groupOf(one.replace(/ .*/, ""))),
    );
    groups.set(version, known);
  }
  return known;
}

/** Other API versions of a kind of that name in Kubernetes itself or in its group, the newest that is no preview first. */
export function otherVersions(
  object: JsonObject,
  version: KubernetesVersion,
  custom: readonly CustomKinds[],
): string[] {
  const coming = customTable(groupOf(String(object.apiVersion)));
  const tables = [kubernetesTable(version), ...custom, ...(coming ? [coming] : [])];
  const others = tables
    .flatMap(({ kinds }) => Object.keys(kinds))
    .filter((one) => one.endsWith(` ${String(object.kind)}`))
    .map((one) => one.replace(/ .*/, ""));
  const isPreview = (one: string): number => Number(/alpha|beta/.test(one));
  return [...new Set(others)].sort((a, b) => isPreview(a) - isPreview(b) || (a < b ? 1 : -1));
}
