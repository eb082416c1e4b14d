defmodule Ecto.Migrator do
  @moduledoc """
  The part of Ecto's Migrator that release tasks use, with its arguments and results:
  https://hexdocs.pm/ecto_sql/Ecto.Migrator.html. One connection holds the lock on schema_migrations while another
  runs one migration and its row in one transaction; so of two at once one waits and then finds it done.
  """
  require Logger

  @lost "** FILE NOT FOUND **"

  def with_repo(repo, function, options \\ []) do
    {:ok, apps} = Application.ensure_all_started(:logger)

    case repo.start_link(pool_size: Keyword.get(options, :pool_size, 2)) do
      {:ok, _} ->
        try do
          {:ok, function.(repo), apps}
        after
          repo.stop()
        end

      {:error, {:already_started, _}} ->
        {:ok, function.(repo), apps}

      {:error, _} = error ->
        error
    end
  end

  def migrations_path(repo, directory \\ "migrations") do
    config = repo.config()
    priv = config[:priv] || "priv/#{repo |> Module.split() |> List.last() |> Macro.underscore()}"
    Application.app_dir(Keyword.fetch!(config, :otp_app), Path.join(priv, directory))
  end

  def run(repo, direction, options) do
    done = locked(repo, & &1)

    case repo |> files() |> wanted(done, direction, options) do
      [] ->
        Logger.info("Migrations already #{direction}")
        []

      files ->
        for file <- files, one(repo, file, direction), do: elem(file, 0)
    end
  end

  def migrations(repo) do
    done = locked(repo, & &1)
    files = files(repo)
    known = Enum.map(files, &elem(&1, 0))

    Enum.sort_by(
      for(
        {version, name, _} <- files,
        do: {if(version in done, do: :up, else: :down), version, name}
      ) ++
        for(version <- done -- known, do: {:up, version, @lost}),
      &elem(&1, 1)
    )
  end

  defp files(repo) do
    for path <- Path.wildcard(Path.join([migrations_path(repo), "**", "*.exs"])),
        {version, "_" <> name} <- [Integer.parse(Path.basename(path, ".exs"))] do
      {version, name, path}
    end
    |> Enum.sort()
  end

  defp wanted(files, done, :up, options) do
    files
    |> Enum.reject(fn {version, _, _} -> version in done end)
    |> limited(options, &(&1 <= &2))
  end

  defp wanted(files, done, :down, options) do
    files
    |> Enum.filter(fn {version, _, _} -> version in done end)
    |> Enum.reverse()
    |> limited(options, &(&1 >= &2))
  end

  defp limited(files, options, within) do
    cond do
      options[:all] -> files
      to = options[:to] -> Enum.take_while(files, fn {version, _, _} -> within.(version, to) end)
      step = options[:step] -> Enum.take(files, step)
      true -> raise ArgumentError, "expected one of :all, :to or :step"
    end
  end

  # Another may have run it since the list was made: then there is nothing to do, and nil says so.
  defp one(repo, {version, _, path}, direction) do
    module = path |> Code.compile_file() |> Enum.find_value(fn {module, _} -> module end)

    locked(repo, fn done ->
      if version in done == (direction == :down) do
        Logger.info("== Running #{version} #{inspect(module)}.#{direction}/0")

        fn -> apart(repo, version, module, direction) end
        |> Task.async()
        |> Task.await(:infinity)
      end
    end)
    |> case do
      {kind, reason, stacktrace} -> :erlang.raise(kind, reason, stacktrace)
      other -> other
    end
  end

  defp apart(repo, version, module, direction) do
    change = fn ->
      for command <- Ecto.Migration.commands(module, direction), do: repo.query!(command)
      record(repo, version, direction)
    end

    if module.__migration__()[:disable_ddl_transaction],
      do: change.(),
      else: {:ok, _} = repo.transaction(change, timeout: :infinity)

    :ok
  catch
    kind, reason -> {kind, reason, __STACKTRACE__}
  end

  defp record(repo, version, :up),
    do:
      repo.query!("INSERT INTO schema_migrations (version, inserted_at) VALUES ($1, now())", [
        version
      ])

  defp record(repo, version, :down),
    do: repo.query!("DELETE FROM schema_migrations WHERE version = $1", [version])

  # The mode that Ecto takes: others may read the table, but not lock it.
  defp locked(repo, function) do
    table(repo)

    {:ok, result} =
      repo.transaction(fn ->
        repo.query!("LOCK TABLE schema_migrations IN SHARE UPDATE EXCLUSIVE MODE")
        function.(List.flatten(repo.query!("SELECT version FROM schema_migrations").rows))
      end)

    result
  end

  # Two that create it at the same moment: one is refused by the catalogue, and finds it there on the second try.
  defp table(repo, again \\ true) do
    sql =
      "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, inserted_at timestamp(0))"

    case repo.query(sql) do
      {:ok, _} ->
        :ok

      {:error, %Postgrex.Error{code: code}} when again and code in ["23505", "42P07"] ->
        table(repo, false)

      {:error, error} ->
        raise error
    end
  end
end
