import type { Generator } from "../generate.ts";
import type { Project } from "../project.ts";
import { REPORTING, SEED } from "./release-module-parts.ts";

/**
 * `lib/<app>/release.ex`: migrate, rollback and seed for a release, which has no Mix. Written for Ecto SQL 3.2 and later
 * (`Ecto.Migrator.with_repo/3`, `run/3`, `migrations/1`). None where no repo is.
 */
export const releaseModule: Generator = (project) => {
  if (project.repos.length === 0) return undefined;
  const { folder, name, module } = project.main.value;
  return {
    path: `${folder === "." ? "" : `${folder}/`}lib/${name}/release.ex`,
    text: text(module, project),
    executable: false,
  };
};

/** Applications that have `:ecto_repos` in their configuration, in the order of the repos. */
function repoApps(project: Project): readonly string[] {
  return [...new Set(project.repos.map((repo) => repo.value.app))];
}

/** An attribute that holds a list of atoms, broken as `mix format` breaks it (98 columns). */
function attribute(name: string, apps: readonly string[]): string {
  const atoms = apps.map((app) => `:${app}`);
  const line = `  @${name} [${atoms.join(", ")}]`;
  return line.length <= 98 ? line : `  @${name} [\n${atoms.map((atom) => `    ${atom}`).join(",\n")}\n  ]`;
}

function text(module: string, project: Project): string {
  return `defmodule ${module}.Release do
  @moduledoc """
  What a release does with its databases, where there is no Mix: \`bin/migrate\`, \`bin/seed\` and
  \`bin/rollback VERSION\` call these functions.

  Each says what it did. When it fails it says why and exits with \`{:shutdown, 1}\`: that ends
  \`eval\` with status 1, and only the caller in a remote shell.
  """

  # Whose \`:ecto_repos\` are migrated and seeded.
${attribute("repo_apps", repoApps(project))}
  # Everything of this project: for seeds its dependencies are started, and none of these.
${attribute(
  "own_apps",
  project.apps.map((app) => app.name),
)}

  # One row for each seed script that has run.
  @ledger "schema_seeds"
  # The advisory lock that is held meanwhile: a number that nothing else in the database locks.
  @lock 7_305_231_124_902_461

  @doc "Runs the migrations of every repo that have not run yet."
  def migrate do
    reporting("migrate", fn ->
      for repo <- repos() do
        with_repo(repo, fn repo ->
          case Ecto.Migrator.run(repo, :up, all: true) do
            [] -> say(repo, "nothing to migrate")
            versions -> say(repo, "migrated #{Enum.join(versions, ", ")}")
          end
        end)
      end
    end)
  end

  @doc """
  Undoes the migration \`version\` and all after it, newest first.

  The repo is a module or its name; nil will do where there is only one. A version that has not run
  is refused: Ecto would undo everything that is newer.
  """
  def rollback(repo, version) do
    reporting("rollback", fn ->
      version = version!(version)

      with_repo(repo!(repo), fn repo ->
        undone = undone!(repo, version)
        ^undone = Ecto.Migrator.run(repo, :down, to: version)
        say(repo, "rolled back #{Enum.join(undone, ", ")}")
      end)
    end)
  end

${SEED}
  defp repos do
    for app <- @repo_apps,
        repo <- load(app) && Application.get_env(app, :ecto_repos, []),
        do: repo
  end

  defp load(app) do
    case Application.load(app) do
      :ok -> true
      {:error, {:already_loaded, _}} -> true
      {:error, reason} -> raise "#{app} cannot be loaded: #{inspect(reason)}"
    end
  end

  defp with_repo(repo, fun) do
    # For databases that are reached over TLS.
    {:ok, _} = Application.ensure_all_started(:ssl)

    case Ecto.Migrator.with_repo(repo, fun) do
      {:ok, result, _started} -> result
      {:error, reason} -> raise "#{inspect(repo)} cannot be started: #{inspect(reason)}"
    end
  end

  defp repo!(name) do
    case {name, repos()} do
      {none, [repo]} when none in [nil, ""] ->
        repo

      {_, repos} ->
        Enum.find(repos, &(name in [&1, inspect(&1)])) || refuse("name the repo, one of", repos)
    end
  end

  defp version!(version) when is_integer(version), do: version

  defp version!(text) do
    case Integer.parse(text || "") do
      {version, ""} -> version
      _ -> refuse("a version is needed, the number in a migration's file name", [text])
    end
  end

  defp undone!(repo, version) do
    migrations = for {:up, done, name} <- Ecto.Migrator.migrations(repo), do: {done, name}

    if not List.keymember?(migrations, version, 0) do
      refuse("#{version} is not among what has run", Enum.map(migrations, &elem(&1, 0)))
    end

    newest_first = for {done, name} <- Enum.reverse(migrations), done >= version, do: {done, name}

    # Ecto would pass over them, and undo what they stand on.
    case for {done, "** FILE NOT FOUND **"} <- newest_first, do: done do
      [] -> Enum.map(newest_first, &elem(&1, 0))
      missing -> refuse("this release lacks migrations, take the one that has", missing)
    end
  end

  defp refuse(message, list) do
    throw({:refused, "#{message}: #{Enum.map_join(list, ", ", &inspect/1)}"})
  end

  defp say(repo, message), do: IO.puts("#{inspect(repo)}: #{message}")

${REPORTING}end
`;
}
