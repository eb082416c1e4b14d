import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { InitPlan } from "../init/plan.ts";
import {
  makeComposeSecrets,
  makeEnvironmentSecrets,
  missingComposeSecrets,
  secretsFile,
} from "../init/secrets.ts";
import { RECORD } from "../init/write/record.ts";
import { touches, writeChanges } from "../init/write/write.ts";
import { defaultKeyFile } from "../secrets/environment.ts";

/** What came of carrying out a plan. */
export interface Done {
  /** A line for each thing that was made. */
  readonly made: readonly string[];
  readonly findings: readonly Diagnostic[];
  /** Nothing was left out because something failed. */
  readonly whole: boolean;
}

/** Files with secrets that would be made, from the root. They hold random values, so they are in no plan. */
export function unmadeSecrets(root: string, { project, choices }: InitPlan): readonly string[] {
  const encrypted = choices.map(secretsFile).filter((one) => !existsSync(path.join(root, one)));
  return [...missingComposeSecrets(root, project), ...encrypted];
}

/** Writes the files, then the record, then the secrets that are missing. */
export async function carryOut(root: string, plan: InitPlan, keyFile: string | undefined): Promise<Done> {
  const failed = writeChanges([
    ...plan.changes,
    ...(plan.record === undefined
      ? []
      : [
          {
            path: RECORD,
            action: "update" as const,
            file: path.join(root, RECORD),
            before: "",
            after: plan.record,
            executable: false,
          },
        ]),
  ]);
  if (failed) return { made: [], findings: [failed], whole: false };
  const written = plan.changes.filter(touches).length;
  const made = [
    `wrote ${written} file${written === 1 ? "" : "s"}, remembered in ${RECORD}`,
    ...makeComposeSecrets(root, plan.project),
  ];
  const key = keyFile ?? (process.env.SOPS_AGE_KEY_FILE || defaultKeyFile());
  for (const choices of plan.choices) {
    const secrets = await makeEnvironmentSecrets(root, plan.project, choices, path.resolve(key));
    if (!secrets.ok) return { made, findings: secrets.error, whole: false };
    made.push(...secrets.value);
  }
  return { made, findings: [], whole: true };
}
