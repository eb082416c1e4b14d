import process from "node:process";
import { gunzipSync } from "node:zlib";
import pLimit from "p-limit";
import { isObject, type Json, type JsonObject, valueAt } from "../core/json.ts";
import { shell } from "../core/shell.ts";
import { readManifests } from "../render/manifests.ts";
import { taintSecrets } from "../render/mask.ts";
import type { ReleaseRecord } from "./records.ts";
import { kubectl, type Target } from "./target.ts";

/** The newest revision of a release as the cluster keeps it. May hold secrets. */
export interface Deployed {
  readonly record: ReleaseRecord;
  /** The values it was released with, without the chart's defaults. */
  readonly values: Json;
  /** Its objects, those of its hooks included, as YAML. */
  readonly manifests: string;
}

/**
 * What the cluster keeps of each release. Every value that a Secret among their objects holds is remembered as one: a
 * difference shows the old value beside the new, and the old one stands in no file any more.
 */
export async function deployedReleases(
  records: readonly ReleaseRecord[],
  target: Target,
): Promise<readonly Deployed[]> {
  return taintDeployed(await readDeployed(records, target));
}

/** Remembers the secrets of what was read. */
export function taintDeployed(deployed: readonly Deployed[]): readonly Deployed[] {
  for (const { manifests } of deployed) taintSecrets(readManifests(manifests));
  return deployed;
}

/**
 * The same, without remembering: while a check goes on, what it keeps must not depend on the cluster. It comes through a
 * pipe. Helm's records are Secrets (or ConfigMaps) of the namespace, which one kubectl reads all together; with another
 * storage driver helm is asked for each release.
 */
export async function readDeployed(
  records: readonly ReleaseRecord[],
  target: Target,
): Promise<readonly Deployed[]> {
  const there = records.filter(({ status }) => status !== "uninstalled");
  const kind = recordKind();
  const namespaces = [...new Set(there.map(({ namespace }) => namespace))];
  const limit = pLimit(2);
  const read = kind
    ? namespaces.map((one) =>
        limit(() =>
          stored(
            there.filter((record) => record.namespace === one),
            kind,
            target,
          ),
        ),
      )
    : there.map((record) => limit(() => told(record, target)));
  return (await Promise.all(read)).flat();
}

/** Kinds of Helm's storage drivers, as HELM_DRIVER names them. */
const STORES: Readonly<Record<string, "secret" | "configmap">> = {
  "": "secret",
  secret: "secret",
  secrets: "secret",
  configmap: "configmap",
  configmaps: "configmap",
};

/** The kind of object that helm keeps its records in; undefined where it is no object of the cluster. */
export const recordKind = (): "secret" | "configmap" | undefined => STORES[process.env.HELM_DRIVER ?? ""];

/** The format of helm's storage driver (pkg/storage/driver/util.go): JSON, gzipped, in base64; a Secret's once more. */
export function readRecord(item: Json, kind: "secret" | "configmap"): JsonObject | undefined {
  const text = valueAt(item, ["data", "release"]);
  if (typeof text !== "string") return undefined;
  const once = kind === "secret" ? Buffer.from(text, "base64").toString() : text;
  return JSON.parse(gunzipSync(Buffer.from(once, "base64")).toString()) as JsonObject;
}

/** The objects that hold Helm's records of a namespace, by their labels; undefined where they cannot be read. */
export async function recordObjects(
  kind: "secret" | "configmap",
  namespace: string,
  labels: string,
  target: Target,
): Promise<readonly Json[] | undefined> {
  const where = ["--context", target.context, "--namespace", namespace];
  const mine = ["--selector", `owner=helm,${labels}`, "--output", "json"];
  const ran = await kubectl([...where, "get", kind, ...mine], target.env);
  return ran.code === 0 ? (valueAt(JSON.parse(ran.stdout) as Json, ["items"]) as readonly Json[]) : undefined;
}

async function stored(
  records: readonly ReleaseRecord[],
  kind: "secret" | "configmap",
  target: Target,
): Promise<Deployed[]> {
  const [first] = records;
  if (!first) return [];
  const names = records.map(({ name, revision }) => `sh.helm.release.v1.${name}.v${revision}`);
  // One list by labels: kubectl gets names one by one, and after the first ten waits 200 ms before each.
  const among = (values: readonly (string | number)[]) => `in (${[...new Set(values)].join()})`;
  const labels = `name ${among(records.map(({ name }) => name))},version ${among(records.map(({ revision }) => revision))}`;
  const items = await recordObjects(kind, first.namespace, labels, target);
  return (items ?? []).flatMap((item) => {
    const record = records.find((_, at) => names[at] === valueAt(item, ["metadata", "name"]));
    const release = readRecord(item, kind);
    if (!record || !release) return [];
    const hooks = Array.isArray(release.hooks) ? release.hooks.filter(isObject) : [];
    const manifests = [release.manifest, ...hooks.map((one) => one.manifest)];
    return [{ record, values: release.config ?? {}, manifests: manifests.join("\n---\n") }];
  });
}

async function told(record: ReleaseRecord, target: Target): Promise<Deployed[]> {
  const where = ["--namespace", record.namespace, "--kube-context", target.context];
  const get = async (what: string, ...more: string[]) =>
    (await shell("helm", ["get", what, record.name, ...where, ...more], { env: target.env })).stdout;
  const [values, manifest, hooks] = [
    await get("values", "--output", "json"),
    await get("manifest"),
    await get("hooks"),
  ];
  return [{ record, values: JSON.parse(values || "{}") as Json, manifests: `${manifest}\n---\n${hooks}` }];
}
