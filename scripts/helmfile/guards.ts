import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Environment } from "../environment/model.ts";
import { refuseDemoKey } from "../secrets/demo-key.ts";
import { isPending, type ReleaseRecord } from "./records.ts";

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

/** Releases that an interrupted helm left in `pending-*`: helm refuses them until somebody decides. */
export function stuckReleases(records: readonly ReleaseRecord[], environment: string): Diagnostic[] {
  return records.filter(isPending).map(({ name, namespace, revision, status }) =>
    diagnostic("CR615", `${namespace}/${name} is stuck in ${status} (revision ${revision})`, {
      note: "another helm is at work on it, or one was ended before it could write the result",
      help: `when no other deploy is running: chartroom -e ${environment} unlock, then again`,
    }),
  );
}
