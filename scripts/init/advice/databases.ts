import type { Adapter, Advice, Project } from "../project.ts";

const NAMES: Readonly<Record<Exclude<Adapter, "postgres">, string>> = {
  mysql: "MySQL",
  sqlite: "SQLite",
  mssql: "SQL Server",
  unknown: "a database that init does not know",
};

/** What is not done for a repo of another database than Postgres, and an Ecto that is too old for release.ex. */
export function databaseAdvice(project: Project): readonly Advice[] {
  const others = project.repos.map((one) => one.value).filter((repo) => repo.adapter !== "postgres");
  const advice: Advice[] = others.map(({ module, adapter }) => ({
    title: `${module} is for ${NAMES[adapter as Exclude<Adapter, "postgres">]}, which init does not set up`,
    why:
      adapter === "sqlite"
        ? "a file in a pod goes with the pod: it takes a volume and one replica; bin/migrate works, bin/seed passes it over, since its lock and its ledger are Postgres'"
        : "compose.yaml and the chart postgres have no such database, so DATABASE_URL must lead to one of yours; bin/migrate works, bin/seed passes it over, since its lock and its ledger are Postgres'",
  }));
  const ecto = project.dependencies.some((one) => one === "ecto" || one === "phoenix_ecto");
  if (project.repos.length > 0 && ecto && !project.dependencies.includes("ecto_sql")) {
    advice.push({
      title: "Ecto is older than 3.2",
      why: "release.ex runs migrations by Ecto.Migrator.with_repo, which came with ecto_sql 3.2",
      file: "mix.exs",
      lines: ['{:ecto_sql, "~> 3.2"}'],
    });
  }
  return advice;
}
