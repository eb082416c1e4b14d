defmodule Postgrex.Error do
  @moduledoc "What the server said no to."
  defexception [:message, :code]
end

defmodule DBConnection.ConnectionError do
  @moduledoc "The server could not be asked, or was lost while it was."
  defexception [:message]
end

defmodule StandIn.Postgres do
  @moduledoc """
  One connection, by Debian's erlang-p1-pgsql. Its server is called directly where its own functions give up after
  five seconds: a lock may take longer.
  """

  @doc "Opens a connection that belongs to no process: whoever holds it closes it. `{:ok, pid}` or `{:error, exception}`."
  def connect(config) do
    {:ok, _} = Application.ensure_all_started(:stringprep)

    options = [
      host: to_charlist(config[:hostname] || "localhost"),
      port: config[:port] || 5432,
      database: to_charlist(config[:database] || ""),
      user: to_charlist(config[:username] || ""),
      password: to_charlist(config[:password] || ""),
      connect_timeout: 5000,
      as_binary: true
    ]

    case :pgsql.connect(options) do
      {:ok, connection} ->
        # The driver takes a notice for a broken protocol.
        {:ok, _} = :pgsql.squery(connection, 'SET client_min_messages = error')
        {:ok, connection}

      {:error, reason} ->
        {:error, unreachable(config, reason)}
    end
  catch
    :exit, reason -> {:error, unreachable(config, reason)}
  end

  def close(connection), do: Process.exit(connection, :kill)

  @doc "Runs one statement. `{:ok, %{rows: rows, tag: tag}}` or `{:error, exception}`; raises nothing."
  def query(connection, sql, params) do
    with {:ok, _status, _params, _columns} <-
           call(connection, {:prepare, {'', to_charlist_utf8(sql)}}),
         {:ok, answer} <- call(connection, {:execute, {'', Enum.map(params, &encode/1)}}) do
      {:ok, result(answer)}
    else
      {:error, %DBConnection.ConnectionError{}} = error -> error
      {:error, error} -> {:error, refused(error)}
    end
  end

  defp call(connection, request) do
    GenServer.call(connection, request, :infinity)
  catch
    :exit, _ -> {:error, %DBConnection.ConnectionError{message: "the connection was lost"}}
  end

  # The driver wants bytes, be they a list.
  defp to_charlist_utf8(text), do: :binary.bin_to_list(text)

  defp encode(nil), do: :null
  defp encode(value) when is_binary(value) or is_integer(value), do: value

  defp result({:nyi, tag}), do: %{rows: nil, tag: to_string(tag)}
  defp result({tag, rows}) when is_list(rows), do: %{rows: Enum.map(rows, &row/1), tag: tag}
  defp result({tag, _count}), do: %{rows: nil, tag: to_string(tag)}

  defp row(columns), do: Enum.map(columns, &decode/1)

  defp decode({_type, :null}), do: nil
  defp decode({type, text}) when type in [:int2, :int4, :int8], do: String.to_integer(text)
  defp decode({:bool, text}), do: text == "1"
  defp decode({_type, value}), do: value

  defp refused(fields) do
    code = fields[:code]
    %Postgrex.Error{code: code, message: "ERROR #{code} #{fields[:message]}"}
  end

  defp unreachable(config, reason) do
    message = "tcp connect (#{config[:hostname]}:#{config[:port] || 5432}): #{why(reason)}"
    %DBConnection.ConnectionError{message: message}
  end

  defp why({:init, {:error, reason}}), do: inspect(reason)
  defp why({:authentication, fields}) when is_list(fields), do: to_string(fields[:message])
  defp why({:error_response, fields}) when is_list(fields), do: to_string(fields[:message])
  defp why(_reason), do: "no connection"
end
