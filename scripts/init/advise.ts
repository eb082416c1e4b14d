import { clusteringAdvice } from "./advice/clustering.ts";
import { databaseAdvice } from "./advice/databases.ts";
import { distilleryAdvice } from "./advice/distillery.ts";
import { ownFilesAdvice } from "./advice/own-files.ts";
import { releaseAdvice } from "./advice/release.ts";
import { runtimeAdvice } from "./advice/runtime.ts";
import type { Advice, Choices, Project } from "./project.ts";

/** What a project of the user's should have and has not: told, since the file is theirs. */
export type Adviser = (project: Project, choices: Choices) => readonly Advice[];

/** In the order in which they are told. Each stands in scripts/init/advice/, one file an adviser. */
const ADVISERS: readonly Adviser[] = [
  distilleryAdvice,
  releaseAdvice,
  runtimeAdvice,
  clusteringAdvice,
  databaseAdvice,
  ownFilesAdvice,
];

/** Everything that is to be done by hand; none once it is done, so that a second run tells nothing. */
export function advise(project: Project, choices: Choices): readonly Advice[] {
  return ADVISERS.flatMap((one) => one(project, choices));
}
