import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../core/json.ts";
import { ok, type Result } from "../core/result.ts";
import { readRecord, recordKind, recordObjects } from "./deployed.ts";
import type { ReleaseRecord } from "./records.ts";
import type { Target } from "./target.ts";
import { removeRecord } from "./unlock.ts";

/** A release that was never deployed, and whose next try would pass over hooks of its first install. */
export interface UnfinishedInstall {
  readonly record: ReleaseRecord;
  /** The Jobs and Pods that run at a first install alone: none of them has succeeded in any try. */
  readonly hooks: readonly string[];
  /** Every revision that helm keeps of it; all have failed. */
  readonly revisions: readonly number[];
}

/**
 * The failed releases whose retry must be a first install again: helm would call it an upgrade, where hooks of
 * pre-install and post-install never run, and say nothing. Where one of them has succeeded already it is left at that,
 * since a seed that is not made for it must not run twice. Nothing where helm keeps its records outside of the cluster.
 */
export async function unfinishedInstalls(
  records: readonly ReleaseRecord[],
  target: Target,
): Promise<readonly UnfinishedInstall[]> {
  const failed = records.filter(({ status }) => status === "failed");
  const found = await Promise.all(failed.map((record) => unfinished(record, target)));
  return found.filter((one) => one !== undefined);
}

/** Takes helm's records of all tries away: objects that they made stay, and the next install takes them over. */
export async function forgetInstall(
  { record, revisions }: UnfinishedInstall,
  target: Target,
): Promise<Result<undefined, string>> {
  for (const revision of revisions) {
    const done = await removeRecord({ ...record, revision }, target, "failed");
    if (!done.ok) return done;
  }
  return ok(undefined);
}

/** The finding for a record that could not be taken away (CR618). */
export function notForgotten({ name, namespace }: ReleaseRecord, why: string): Diagnostic {
  return diagnostic("CR618", `${namespace}/${name}: the record of its failed first install stays: ${why}`, {
    note: "released over it, the hooks of a first install would be skipped, so nothing was released",
    help: `see how it stands: helm history ${name} -n ${namespace}; \`helm uninstall\` takes it away with all its objects`,
  });
}

async function unfinished(record: ReleaseRecord, target: Target): Promise<UnfinishedInstall | undefined> {
  const kind = recordKind();
  if (kind === undefined) return undefined;
  const items = await recordObjects(kind, record.namespace, `name=${record.name}`, target);
  if (!items) return undefined;
  const label = (item: Json, name: string) => valueAt(item, ["metadata", "labels", name]);
  if (items.length === 0 || items.some((item) => label(item, "status") !== "failed")) return undefined;
  const tries = items.map((item) => onlyAtInstall(readRecord(item, kind) ?? {}));
  if (tries.flat().some(({ succeeded }) => succeeded)) return undefined;
  const hooks = [...new Set(tries.flat().map(({ name }) => name))];
  if (hooks.length === 0) return undefined;
  return { record, hooks, revisions: items.map((item) => Number(label(item, "version"))) };
}

function onlyAtInstall(release: JsonObject): { name: string; succeeded: boolean }[] {
  const hooks = Array.isArray(release.hooks) ? release.hooks.filter(isObject) : [];
  return hooks.flatMap((hook) => {
    const events = (Array.isArray(hook.events) ? hook.events : []).map(String);
    const installs = events.some((event) => /^(pre|post)-install$/.test(event));
    const upgrades = events.some((event) => /^(pre|post)-upgrade$/.test(event));
    if (!installs || upgrades || (hook.kind !== "Job" && hook.kind !== "Pod")) return [];
    const succeeded = valueAt(hook, ["last_run", "phase"]) === "Succeeded";
    return [{ name: `${hook.kind} ${String(hook.name)}`, succeeded }];
  });
}
