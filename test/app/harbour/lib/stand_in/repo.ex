defmodule Ecto.Repo do
  @moduledoc """
  The part of Ecto's Repo that this application and its release tasks need, with Ecto's names, arguments and
  results: https://hexdocs.pm/ecto/Ecto.Repo.html. Statements are SQL.
  """

  defmacro __using__(options) do
    quote do
      @otp_app Keyword.fetch!(unquote(options), :otp_app)
      @adapter Keyword.fetch!(unquote(options), :adapter)

      def __adapter__, do: @adapter
      def config, do: StandIn.Repo.config(@otp_app, __MODULE__)
      def child_spec(options), do: %{id: __MODULE__, start: {__MODULE__, :start_link, [options]}}
      def start_link(options \\ []), do: StandIn.Repo.start_link(config(), __MODULE__, options)
      def stop(timeout \\ 5000), do: GenServer.stop(__MODULE__, :normal, timeout)

      def query(sql, params \\ [], _options \\ []),
        do: StandIn.Repo.query(__MODULE__, sql, params)

      def query!(sql, params \\ [], options \\ []) do
        case query(sql, params, options) do
          {:ok, result} -> result
          {:error, error} -> raise error
        end
      end

      def transaction(function, _options \\ []),
        do: StandIn.Repo.transaction(__MODULE__, function)

      def rollback(value), do: throw({:rollback, __MODULE__, value})
    end
  end
end

defmodule StandIn.Repo do
  @moduledoc false
  alias StandIn.{Pool, Postgres}

  def config(app, repo) do
    config = Application.get_env(app, repo, [])
    {url, config} = Keyword.pop(config, :url)
    [otp_app: app] ++ Keyword.merge(config, parse(url))
  end

  def start_link(config, repo, options) do
    config
    |> Keyword.merge(if(is_list(options), do: options, else: []))
    |> Keyword.put(:name, repo)
    |> Keyword.put_new(:pool_size, 10)
    |> Pool.start_link()
  end

  defp parse(nil), do: []

  defp parse(url) do
    uri = URI.parse(url)

    if uri.host in [nil, ""] or uri.path in [nil, "", "/"],
      do: raise(ArgumentError, "invalid URL #{url}: expected ecto://USER:PASSWORD@HOST/DATABASE")

    [user, password] = Enum.take(String.split(uri.userinfo || "", ":", parts: 2) ++ [""], 2)

    [
      hostname: uri.host,
      port: uri.port || 5432,
      database: URI.decode(String.trim_leading(uri.path, "/")),
      username: URI.decode(user),
      password: URI.decode(password)
    ]
  end

  def query(repo, sql, params) do
    case Process.get({:connection, repo}) do
      nil -> Pool.with_connection(repo, &Postgres.query(&1, sql, params))
      connection -> Postgres.query(connection, sql, params)
    end
  end

  # A transaction inside of one is part of it, as in Ecto.
  def transaction(repo, function) do
    if Process.get({:connection, repo}) do
      {:ok, call(function, repo)}
    else
      case Pool.with_connection(repo, &{:done, alone(repo, &1, function)}) do
        {:done, result} -> result
        {:error, error} -> raise error
      end
    end
  end

  defp alone(repo, connection, function) do
    Process.put({:connection, repo}, connection)
    run!(connection, "BEGIN")
    result = call(function, repo)

    # A transaction in which a statement failed is committed by being rolled back.
    case run!(connection, "COMMIT") do
      %{tag: "COMMIT"} -> {:ok, result}
      %{tag: "ROLLBACK"} -> {:error, :rollback}
    end
  catch
    :throw, {:rollback, ^repo, value} ->
      Postgres.query(connection, "ROLLBACK", [])
      {:error, value}

    kind, reason ->
      stacktrace = __STACKTRACE__
      Postgres.query(connection, "ROLLBACK", [])
      :erlang.raise(kind, reason, stacktrace)
  after
    Process.delete({:connection, repo})
  end

  defp call(function, _repo) when is_function(function, 0), do: function.()
  defp call(function, repo) when is_function(function, 1), do: function.(repo)

  defp run!(connection, sql) do
    case Postgres.query(connection, sql, []) do
      {:ok, result} -> result
      {:error, error} -> raise error
    end
  end
end
