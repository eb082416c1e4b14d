import { shell } from "../core/shell.ts";
import type { Environment } from "../environment/model.ts";
import type { Phase } from "../render/model.ts";
import type { Target } from "./target.ts";

/** The newest record that helm keeps of a release. */
export interface ReleaseRecord {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  /** helm's word: deployed, failed, pending-upgrade, uninstalled ... */
  readonly status: string;
  /** When helm last wrote it, in milliseconds; undefined where helm's words are no time. */
  readonly updated?: number;
}

/** helm is at work on it, or was ended while it was: it refuses the release until somebody decides. */
export const isPending = ({ status }: ReleaseRecord): boolean => status.startsWith("pending-");

/** What helm knows of the environment's releases; nothing where it cannot say (no such namespace yet). */
export async function releaseRecords(environment: Environment, target: Target): Promise<ReleaseRecord[]> {
  const namespaces = [...new Set(environment.releases.map((one) => one.namespace))];
  const listed = await Promise.all(namespaces.map((one) => list(one, target)));
  return listed
    .flat()
    .filter((record) =>
      environment.releases.some((one) => one.name === record.name && one.namespace === record.namespace),
    );
}

async function list(namespace: string, target: Target): Promise<ReleaseRecord[]> {
  const where = ["--namespace", namespace, "--kube-context", target.context];
  // Helm 3 leaves some states out unless told, and Helm 4 knows its --all no longer: both take the states by name.
  const states = ["--deployed", "--failed", "--pending", "--uninstalled", "--uninstalling"];
  const args = ["list", ...states, "--max", "0", ...where, "--output", "json"];
  const ran = await shell("helm", args, { env: target.env });
  if (ran.code !== 0) return [];
  return (JSON.parse(ran.stdout || "[]") as Record<string, string>[]).map((one) => ({
    name: String(one.name),
    namespace,
    revision: Number(one.revision),
    status: String(one.status),
    ...timeOf(String(one.updated)),
  }));
}

/** helm prints Go's form of a time: `2026-11-25 19:58:01.123456789 +0000 UTC`. */
function timeOf(text: string): { updated?: number } {
  const parts = /^(\S+) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d* ([+-]\d\d)(\d\d)/.exec(text);
  const updated = parts ? Date.parse(`${parts[1]}T${parts[2]}${parts[3]}:${parts[4]}`) : Number.NaN;
  return Number.isNaN(updated) ? {} : { updated };
}

/** Which of its two ways `helm upgrade --install` takes: any record but an uninstalled one makes it an upgrade. */
export function phaseOf(
  records: readonly ReleaseRecord[],
  release: { name: string; namespace: string },
): Phase {
  const record = records.find((one) => one.name === release.name && one.namespace === release.namespace);
  return record === undefined || record.status === "uninstalled" ? "install" : "upgrade";
}
