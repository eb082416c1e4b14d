import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { LOCK } from "../copy/lock.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { writeWhole } from "../core/files.ts";
import { ok, type Result } from "../core/result.ts";
import { copyMissing } from "../init/charts.ts";
import { COMPOSE_SECRETS } from "../init/files/compose.ts";
import type { InitPlan } from "../init/plan.ts";
import {
  type MadeSecrets,
  makeComposeSecrets,
  makeEnvironmentSecrets,
  missingComposeSecrets,
  secretsFile,
} from "../init/secrets.ts";
import { refusedPlace } from "../init/write/compare.ts";
import { placeOf } from "../init/write/place.ts";
import { RECORD } from "../init/write/record.ts";
import { refusedBySystem, touches, writeChanges } from "../init/write/write.ts";
import { defaultKeyFile } from "../secrets/environment.ts";

/** What came of carrying out a plan. */
export interface Done {
  /** A line for each thing that was made. */
  readonly made: readonly string[];
  /** What kept something from being made. */
  readonly findings: readonly Diagnostic[];
}

/** Files with secrets that would be made, from the root. They hold random values, so they are in no plan. */
export function unmadeSecrets(root: string, { project, choices }: InitPlan): readonly string[] {
  const encrypted = choices.map(secretsFile).filter((one) => !existsSync(path.join(root, one)));
  return [...missingComposeSecrets(root, project), ...encrypted];
}

/** Writes the files, the record, the charts, then the secrets that are missing; what cannot be written is told. */
export async function carryOut(root: string, plan: InitPlan, keyFile: string | undefined): Promise<Done> {
  const made: string[] = [];
  const findings: Diagnostic[] = [];
  /** One part after the others, none kept from being made by one that could not be. */
  const part = async (file: string, make: () => Promise<Result<MadeSecrets>>) => {
    const place = placeOf(root, file);
    if ("refused" in place) return findings.push(refusedPlace(place.refused));
    const failed = await refusedBySystem(file, async () => {
      const done = await make();
      if (done.ok) made.push(...done.value);
      else findings.push(...done.error);
    });
    return failed && findings.push(failed);
  };
  const failed = await writeChanges(plan.changes);
  if (failed) return { made, findings: [failed] };
  const written = plan.changes.filter(touches).length;
  made.push(`wrote ${written} file${written === 1 ? "" : "s"}, remembered in ${RECORD}`);
  const { record } = plan;
  if (record !== undefined) {
    await part(RECORD, async () => {
      writeWhole(path.join(root, RECORD), record);
      return ok([]);
    });
  }
  await part(LOCK, () => copyMissing(root, plan.charts));
  if (missingComposeSecrets(root, plan.project).length > 0) {
    await part(`${COMPOSE_SECRETS}/.gitignore`, async () => ok(makeComposeSecrets(root, plan.project)));
  }
  const key = path.resolve(keyFile ?? (process.env.SOPS_AGE_KEY_FILE || defaultKeyFile()));
  for (const choices of plan.choices) {
    if (existsSync(path.join(root, secretsFile(choices)))) continue;
    await part(secretsFile(choices), () => makeEnvironmentSecrets(root, plan.project, choices, key));
  }
  return { made, findings };
}
