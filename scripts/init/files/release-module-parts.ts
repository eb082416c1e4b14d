/** Parts of `lib/<app>/release.ex` that are the same for every project; two spaces deep, as they stand in the module. */

/** The seeds, with their ledger and their lock. */
export const SEED = `  @doc """
  Runs \`seeds.exs\`, then \`seeds/*.exs\` by name, from the folder in priv of every repo: each once.

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

  # \`mix run\` would start the project too: its endpoint, its jobs. A seed that needs a process of it
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
`;

/** How what failed is told, without a password in it. */
export const REPORTING = `  defp reporting(command, fun) do
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
      if String.ends_with?(file, ".exs"), do: "\\n  at #{file}:#{location[:line]}"
    end)
  end

  # A message about a database may quote its address, and that holds a password.
  defp redacted(text) do
    text = Regex.replace(~r{://[^\\s"]*@}, text, "://***@")
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
`;
