import type { Advice, Project } from "../project.ts";

/** An Ecto that is too old for release.ex. What other databases than Postgres lack is a finding, CR705. */
export function databaseAdvice(project: Project): readonly Advice[] {
  const ecto = project.dependencies.some((one) => one === "ecto" || one === "phoenix_ecto");
  if (project.repos.length === 0 || !ecto || project.dependencies.includes("ecto_sql")) return [];
  return [
    {
      title: "Ecto is older than 3.2",
      why: "release.ex runs migrations by Ecto.Migrator.with_repo, which came with ecto_sql 3.2",
      file: "mix.exs",
      lines: ['{:ecto_sql, "~> 3.2"}'],
    },
  ];
}
