defmodule Harbour.Status do
  @moduledoc "What the pages show: this version, its database, its cluster."

  @doc "The version that the release was built as."
  def version, do: to_string(Application.spec(:harbour, :vsn))

  @doc "The newest migration that this release brings: with an older schema it is not ready."
  def needed_schema do
    Application.app_dir(:harbour, "priv/repo/migrations/*.exs")
    |> Path.wildcard()
    |> Enum.map(&(&1 |> Path.basename() |> Integer.parse() |> elem(0)))
    |> Enum.max(fn -> 0 end)
  end

  @doc "The newest migration in the database; an error's message where it cannot be asked."
  def schema do
    case Harbour.Repo.query("SELECT coalesce(max(version), 0) FROM schema_migrations") do
      {:ok, %{rows: [[version]]}} -> {:ok, version}
      {:error, error} -> {:error, Exception.message(error)}
    end
  end

  @doc "`:ok`, or why no request should come here."
  def ready do
    cond do
      StandIn.Draining.on?() -> {:error, "draining"}
      System.get_env("NEVER_READY") in ~w(true 1) -> {:error, "NEVER_READY is set"}
      true -> schema_ready(schema(), needed_schema())
    end
  end

  defp schema_ready({:ok, version}, needed) when version >= needed, do: :ok

  defp schema_ready({:ok, version}, needed),
    do: {:error, "the schema is at #{version}, this version needs #{needed}"}

  defp schema_ready({:error, message}, _needed), do: {:error, message}

  @doc """
  All of it, for the page. `seeds` counts the berths that the seed script makes: seeding twice would double it.
  """
  def all do
    sql =
      "SELECT (SELECT coalesce(max(version), 0) FROM schema_migrations), (SELECT count(*) FROM berths)"

    case Harbour.Repo.query(sql) do
      {:ok, %{rows: [[schema, seeds]]}} ->
        {:ok,
         %{
           version: version(),
           schema: schema,
           seeds: seeds,
           node: to_string(node()),
           nodes: Enum.sort(Enum.map([node() | Node.list()], &to_string/1))
         }}

      {:error, error} ->
        {:error, Exception.message(error)}
    end
  end
end
