import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { fileStart } from "../core/source.ts";
import { releaseName } from "./names.ts";
import type { Adapter, Project } from "./project.ts";

/** What the databases are called. */
export const databaseNames: Readonly<Record<Adapter, string>> = {
  postgres: "PostgreSQL",
  mysql: "MySQL",
  sqlite: "SQLite",
  mssql: "SQL Server",
  unknown: "a database that init does not know",
};

/** What init does not set up, exactly: a finding for each repo of another database than PostgreSQL. */
export function unsupported(project: Project, environment: string): readonly Diagnostic[] {
  const key = `${releaseName(project)}.secrets.databaseUrl.value`;
  return project.repos.flatMap(({ value: { module, adapter }, why }) => {
    if (adapter === "postgres") return [];
    const [, file, line] = /^(.+):(\d+)$/.exec(why) ?? [];
    const place = file && { ...fileStart(file), line: Number(line), endLine: Number(line) };
    return diagnostic("CR705", `${module} is on ${databaseNames[adapter]}, which init does not set up`, {
      ...(place && { place }),
      note: `not there: a database in compose.yaml, a chart for one, and bin/seed, whose lock and ledger are PostgreSQL's (it passes this repo over)${adapter === "sqlite" ? "; hooks are off" : "; bin/migrate works"}`,
      help:
        adapter === "sqlite"
          ? "its file goes with the pod: give it a volume and one replica, and migrate when the application starts"
          : `bring the database; its URL goes into ${key} (chartroom -e ${environment} secrets edit), for Compose into DATABASE_URL`,
    });
  });
}

/** A helmfile of the project's own keeps helmfile, and chartroom, from reading helmfile.d/. */
export function otherHelmfile({ paths }: Project, environment: string): readonly Diagnostic[] {
  const file = ["helmfile.yaml", "helmfile.yaml.gotmpl"].find((one) => paths.has(one));
  if (file === undefined) return [];
  return [
    diagnostic("CR713", `${file} is there, so helmfile.d/ is not read`, {
      place: fileStart(file),
      note: "helmfile takes helmfile.yaml where there are both; init writes its releases into helmfile.d/ and leaves yours alone",
      help: `take the releases of helmfile.d/10-releases.yaml.gotmpl over into yours, or name them: chartroom -f helmfile.d -e ${environment} check`,
    }),
  ];
}
