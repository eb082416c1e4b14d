import type { Project } from "./project.ts";

/** Keys of an environment that helmfile.d/ reads; no release can have such a name. */
const TAKEN = ["context", "namespace", "timeout", "releases", "run", "postgres"];

/** The Helm release of the application, which is also its key in an environment: `shop`, `my-shop`. */
export function releaseName(project: Project): string {
  const name = project.release.value.replaceAll("_", "-").slice(0, 40);
  return TAKEN.includes(name) ? `${name}-app` : name;
}

/** The Helm release of the database, so also its Service's name. */
export const DATABASE_RELEASE = "postgres";

/** Name of the database and of its owner. */
export const databaseName = (project: Project): string => project.release.value;

/** The database of Compose and of the chart `postgres` is PostgreSQL; a project with another one brings its own. */
export function hasDatabase(project: Project): boolean {
  return project.repos.some((one) => one.value.adapter === "postgres");
}
