import type { Generator } from "../generate.ts";
import type { Project } from "../project.ts";

/** `bin/server`: serves until SIGTERM, which the BEAM gets itself, as the script becomes it. */
export const serverScript: Generator = (project) =>
  script(
    "server",
    `# Serves HTTP until it gets SIGTERM; then it finishes what it has begun.
PHX_SERVER=\${PHX_SERVER:-true}
export PHX_SERVER
exec "$here/${project.release.value}" start`,
  );

/** `bin/migrate`: before the new version serves. None where no repo is. */
export const migrateScript: Generator = (project) =>
  task(
    project,
    "migrate",
    "# Runs the migrations that have not run yet; nothing to do is no failure.",
    "migrate()",
  );

/** `bin/seed`: may run as often as it likes. None where no repo is. */
export const seedScript: Generator = (project) =>
  task(project, "seed", "# Runs the seed scripts that have not run yet.", "seed()");

/** `bin/rollback VERSION [REPO]`. What is given travels by environment: it is never a part of code. */
export const rollbackScript: Generator = (project) =>
  task(
    project,
    "rollback",
    `# Undoes migrations: rollback VERSION [REPO] undoes VERSION and all after it.
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: rollback VERSION [REPO], with the number in a migration's file name" >&2
  exit 2
fi
ROLLBACK_VERSION=$1
ROLLBACK_REPO=\${2:-}
export ROLLBACK_VERSION ROLLBACK_REPO`,
    'rollback(System.get_env("ROLLBACK_REPO"), System.get_env("ROLLBACK_VERSION"))',
  );

/** A script that runs one function of the release module and ends: it joins no cluster. */
function task(project: Project, name: string, head: string, call: string) {
  if (project.repos.length === 0) return undefined;
  return script(
    name,
    `${head}
RELEASE_DISTRIBUTION=none
export RELEASE_DISTRIBUTION
exec "$here/${project.release.value}" eval '${project.main.value.module}.Release.${call}'`,
  );
}

function script(name: string, body: string) {
  const text = `#!/bin/sh
set -eu
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd)
${body}
`;
  return { path: `rel/overlays/bin/${name}`, text, executable: true };
}
