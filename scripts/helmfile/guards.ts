import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { canonicalJson, showPath } from "../core/json.ts";
import type { Environment, Release } from "../environment/model.ts";
import { differences } from "../merge/compare.ts";
import { refuseDemoKey } from "../secrets/demo-key.ts";
import type { ReleaseRecord } from "./records.ts";

/** Why this environment must not be applied at all, whatever the cluster says. */
export function refuse(environment: Environment): Diagnostic[] {
  const { name, root, secretsWithheld } = environment;
  const findings: Diagnostic[] = [];
  if (secretsWithheld)
    findings.push(
      diagnostic("CR616", `the secrets of ${name} are closed, so it cannot be applied`, {
        help: "set SOPS_AGE_KEY_FILE to a key that opens them",
      }),
    );
  const files = new Set(environment.layers.flatMap((one) => (one.kind === "inline" ? [] : [one.file])));
  files.add(`environments/${name}/secrets.yaml`); // read by a template where vals fetches the secrets
  return [...findings, ...refuseDemoKey(root, name, [...files])];
}

/** Releases whose values are not those that were checked: somebody saved a file in between. */
export function changedSince(checked: Environment, now: Environment): Diagnostic[] {
  const key = (one: Release) => `${one.namespace}/${one.name}`;
  const shown = (one: Release | undefined) =>
    one &&
    canonicalJson({
      chart: one.chart,
      version: one.version ?? "",
      installed: one.installed,
      values: one.values,
    });
  const before = new Map(checked.releases.map((one) => [key(one), one]));
  const after = new Map(now.releases.map((one) => [key(one), one]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => shown(before.get(name)) !== shown(after.get(name)))
    .map((name) =>
      diagnostic("CR614", `${name} changed after it was checked`, {
        note: changedPaths(before.get(name), after.get(name)),
        help: "run the command again, so that what is checked is what is applied",
      }),
    );
}

/** Which values differ, by path alone: they can be secrets. */
function changedPaths(before: Release | undefined, after: Release | undefined): string | undefined {
  if (!before || !after) return undefined;
  const paths = differences(before.values, after.values).map(showPath);
  return paths.length === 0 ? undefined : `other values at ${paths.join(", ")}`;
}

/** Releases that an interrupted helm left in `pending-*`: helm refuses them until somebody decides. */
export function stuckReleases(records: readonly ReleaseRecord[]): Diagnostic[] {
  return records.filter(({ status }) => status.startsWith("pending-")).map(stuck);
}

function stuck({ name, namespace, revision, status }: ReleaseRecord): Diagnostic {
  const way =
    revision > 1
      ? `helm rollback ${name} ${revision - 1} -n ${namespace}`
      : `helm uninstall ${name} -n ${namespace}`;
  return diagnostic("CR615", `${namespace}/${name} is stuck in ${status} (revision ${revision})`, {
    note: "another helm is at work on it, or one was ended before it could write the result",
    help: `when no other deploy is running: ${way}, then again`,
  });
}
