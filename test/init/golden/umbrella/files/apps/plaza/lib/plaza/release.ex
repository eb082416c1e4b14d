defmodule Plaza.Release do
  @moduledoc """
  What a release does with its databases, where there is no Mix: `bin/migrate`, `bin/seed` and
  `bin/rollback VERSION` call these functions.

  Each says what it did. When it fails it says why and exits with `{:shutdown, 1}`: that ends
  `eval` with status 1, and only the caller in a remote shell.
  """

  # Whose `:ecto_repos` are migrated and seeded.
  @repo_apps [:plaza]
  # Everything of this project: for seeds its dependencies are started, and none of these.
  @own_apps [:plaza, :plaza_web]

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
  Undoes the migration `version` and all after it, newest first.

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

  @doc """
  Runs `seeds.exs`, then `seeds/*.exs` by name, from the folder in priv of every repo: each once.

  A script runs in a transaction of its repo, together with its row in the table "#{@ledger}": it is
  seeded and recorded, or neither. Of two at once one waits, and then sees that it is done. What a
  script does in other processes or other repos is outside of that transaction. All this is written
  for Postgres; seeds of other databases are not run.
  """
  def seed do
    reporting("seed", fn ->
      start_dependencies()

      for repo <- repos() do
        if repo.__adapter__() == Ecto.Adapters.Postgres,
          do: with_repo(repo, &seed_scripts(&1, scripts(&1))),
          else: say(repo, "not seeded: that takes Postgres, run its seeds by hand")
      end
    end)
  end

  defp seed_scripts(repo, []), do: say(repo, "no seeds")
  defp seed_scripts(repo, scripts), do: Enum.each(scripts, &seed_once(repo, &1))

  defp seed_once(repo, {name, path}) do
    digest = :sha256 |> :crypto.hash(File.read!(path)) |> Base.encode16(case: :lower)

    result =
      repo.transaction(
        fn ->
          repo.query!("SELECT pg_advisory_xact_lock(#{@lock})", [], timeout: :infinity)

          repo.query!("""
          CREATE TABLE IF NOT EXISTS #{@ledger} (
            name text PRIMARY KEY,
            digest text NOT NULL,
            seeded_at timestamptz NOT NULL DEFAULT now()
          )
          """)

          case repo.query!("SELECT digest FROM #{@ledger} WHERE name = $1", [name]).rows do
            [] ->
              Code.compile_file(path)
              insert = "INSERT INTO #{@ledger} (name, digest) VALUES ($1, $2)"
              repo.query!(insert, [name, digest])
              "seeded #{name}"

            [[^digest]] ->
              "#{name} has been seeded before"

            [[_other]] ->
              "#{name} has been seeded before and was changed since: not run again"
          end
        end,
        timeout: :infinity
      )

    case result do
      {:ok, message} -> say(repo, message)
      {:error, reason} -> raise "#{name} rolled its transaction back: #{inspect(reason)}"
    end
  end

  # Scripts with their names in the ledger, which must not depend on where the release lies.
  defp scripts(repo) do
    config = repo.config()
    app = Keyword.fetch!(config, :otp_app)
    priv = config[:priv] || "priv/#{repo |> Module.split() |> List.last() |> Macro.underscore()}"
    root = Application.app_dir(app)

    for pattern <- ["seeds.exs", "seeds/*.exs"],
        path <- [root, priv, pattern] |> Path.join() |> Path.wildcard() |> Enum.sort(),
        do: {"#{app}/#{Path.relative_to(path, root)}", path}
  end

  # `mix run` would start the project too: its endpoint, its jobs. A seed that needs a process of it
  # starts that process itself.
  defp start_dependencies do
    for app <- @own_apps,
        there?(app),
        dependency <- Application.spec(app, :applications),
        dependency not in @own_apps,
        there?(dependency) do
      {:ok, _} = Application.ensure_all_started(dependency)
    end
  end

  # An optional dependency, or one application of an umbrella, need not be in the release.
  defp there?(app), do: Application.load(app) in [:ok, {:error, {:already_loaded, app}}]

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

  defp reporting(command, fun) do
    fun.()
    :ok
  catch
    :throw, {:refused, why} ->
      failed("#{command} refused: #{why}")

    kind, reason ->
      banner = Exception.format_banner(kind, reason, __STACKTRACE__)
      failed("#{command} failed: #{banner}#{place(__STACKTRACE__)}")
  end

  defp failed(message) do
    IO.puts(:stderr, redacted(message))
    exit({:shutdown, 1})
  end

  # The line of the script or migration that failed.
  defp place(stacktrace) do
    Enum.find_value(stacktrace, "", fn {_, _, _, location} ->
      file = to_string(location[:file])
      if String.ends_with?(file, ".exs"), do: "\n  at #{file}:#{location[:line]}"
    end)
  end

  # A message about a database may quote its address, and that holds a password.
  defp redacted(text) do
    text = Regex.replace(~r{://[^\s"]*@}, text, "://***@")
    text = Regex.replace(~r/userinfo: "[^"]*"/, text, ~s(userinfo: "***"))
    Enum.reduce(passwords(), text, &String.replace(&2, &1, "***"))
  end

  defp passwords do
    for {_, value} <- System.get_env(),
        String.contains?(value, "://"),
        [_, password] <- [String.split(URI.parse(value).userinfo || "", ":", parts: 2)],
        form <- [password, URI.decode(password)],
        byte_size(form) > 3,
        do: form
  end
end
