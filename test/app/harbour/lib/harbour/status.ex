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

  @doc "How many berths the seeds have made: seeding twice would double it."
  def seeded do
    case Harbour.Repo.query("SELECT count(*) FROM berths") do
      {:ok, %{rows: [[count]]}} -> {:ok, count}
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

  @doc "All of it, for the page."
  def all do
    with {:ok, schema} <- schema(), {:ok, seeded} <- seeded() do
      {:ok,
       %{
         version: version(),
         schema: schema,
         seeds: seeded,
         node: to_string(node()),
         nodes: Enum.sort(Enum.map([node() | Node.list()], &to_string/1))
       }}
    end
  end
end
