import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../core/files.ts";
import type { Json } from "../core/json.ts";
import { ok, type Result } from "../core/result.ts";
import { beginSecrets } from "../secrets/begin.ts";
import { COMPOSE_SECRETS } from "./files/compose.ts";
import { DATABASE_RELEASE, databaseName, hasDatabase, releaseName } from "./names.ts";
import type { Choices, Project } from "./project.ts";

/** What was made where it was missing: one line each, for the screen. None of the values. */
export type MadeSecrets = readonly string[];

/** Compose's secrets that are not there yet, by path from the root. */
export function missingComposeSecrets(root: string, project: Project): readonly string[] {
  const names = ["secret_key_base", ...(hasDatabase(project) ? ["postgres_password", "database_url"] : [])];
  const missing = names.filter((one) => !existsSync(path.join(root, COMPOSE_SECRETS, one)));
  // The URL holds the password, so one without the other is of no use.
  const pair = ["postgres_password", "database_url"];
  const together = missing.some((one) => pair.includes(one)) ? pair : [];
  return [...new Set([...missing, ...together])].map((one) => `${COMPOSE_SECRETS}/${one}`);
}

/**
 * Makes random secrets for Compose, as files of a folder that git does not see and nobody else can enter. The files
 * themselves can be read by all, because Compose gives them to the container with the mode that they have here, and the
 * container runs as another user.
 */
export function makeComposeSecrets(root: string, project: Project): MadeSecrets {
  const missing = missingComposeSecrets(root, project);
  if (missing.length === 0) return [];
  const folder = path.join(root, COMPOSE_SECRETS);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  if (!existsSync(path.join(folder, ".gitignore"))) writeWhole(path.join(folder, ".gitignore"), "*\n");
  const password = random(24);
  const values: Record<string, string> = {
    secret_key_base: random(48),
    postgres_password: password,
    database_url: databaseUrl(project, password, "database"),
  };
  for (const file of missing) {
    writeWhole(path.join(root, file), values[path.basename(file)] as string, 0o644);
  }
  return missing.map((one) => `made ${one}`);
}

/** Where an environment keeps its secrets, from the root. */
export const secretsFile = (choices: Choices): string => `environments/${choices.environment}/secrets.yaml`;

/**
 * Makes the environment's encrypted secrets where they are missing, with random values; the age key and .sops.yaml too
 * where there are none.
 */
export async function makeEnvironmentSecrets(
  root: string,
  project: Project,
  choices: Choices,
  keyFile: string,
): Promise<Result<MadeSecrets>> {
  const file = secretsFile(choices);
  if (existsSync(path.join(root, file))) return ok([]);
  const begun = await beginSecrets(root, file, freshValues(project, choices), keyFile);
  if (!begun.ok) return begun;
  const { made, rules, recipient } = begun.value;
  return ok([
    ...(made ? [`made ${keyFile}: your key; keep a copy, without it the secrets are lost`] : []),
    ...(rules ? [`made .sops.yaml for ${recipient}`] : []),
    `made ${file}, encrypted`,
  ]);
}

function freshValues(project: Project, choices: Choices): Json {
  const password = random(24);
  const secrets = {
    ...(hasDatabase(project) && {
      databaseUrl: { value: databaseUrl(project, password, `${DATABASE_RELEASE}:5432`) },
    }),
    secretKeyBase: { value: random(48) },
    ...(choices.clustering !== "none" && { releaseCookie: { value: random(24) } }),
  };
  return {
    [releaseName(project)]: { secrets },
    ...(hasDatabase(project) && { [DATABASE_RELEASE]: { auth: { password } } }),
  };
}

function databaseUrl(project: Project, password: string, host: string): string {
  const name = databaseName(project);
  return `ecto://${name}:${password}@${host}/${name}`;
}

/** So many random bytes in letters that need no escaping in a URL. */
const random = (bytes: number): string => randomBytes(bytes).toString("base64url");
