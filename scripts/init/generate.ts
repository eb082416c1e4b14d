import { compose } from "./files/compose.ts";
import { dockerfile } from "./files/dockerfile.ts";
import { dockerignore } from "./files/dockerignore.ts";
import { baseValues, environmentSchema, ownValues } from "./files/environment.ts";
import { healthcheck } from "./files/healthcheck.ts";
import { environmentList, releases, releaseValues, secretValues } from "./files/helmfile.ts";
import { migrateScript, rollbackScript, seedScript, serverScript } from "./files/overlays.ts";
import { releaseEnv } from "./files/release-env.ts";
import { releaseModule } from "./files/release-module.ts";
import type { Choices, Generated, Project } from "./project.ts";

/** One file that init writes; undefined where the project has no use for it (no repo: no bin/migrate). */
export type Generator = (project: Project, choices: Choices) => Generated | undefined;

/** In the order in which they are shown. Each stands in scripts/init/files/, one file a generator. */
const GENERATORS: readonly Generator[] = [
  dockerfile,
  dockerignore,
  compose,
  healthcheck,
  releases,
  environmentList,
  releaseValues,
  secretValues,
  baseValues,
  ownValues,
  environmentSchema,
  releaseModule,
  releaseEnv,
  serverScript,
  migrateScript,
  seedScript,
  rollbackScript,
];

/** Every file that the project should have. Pure: the same project and choices give the same texts. */
export function generate(project: Project, choices: Choices): readonly Generated[] {
  return GENERATORS.flatMap((one) => one(project, choices) ?? []);
}
