defmodule StandIn.Connection do
  @moduledoc "One HTTP/1.1 connection: requests one after the other, until a side closes or the server drains."
  require Logger
  alias StandIn.Draining

  @idle_ms 60_000
  @read_ms 10_000
  @body_limit 1_000_000

  @doc "`linger_ms`: how long a draining server waits for a request that may be on its way already."
  def serve(socket, handler, linger_ms) do
    case next(socket, if(Draining.on?(), do: linger_ms, else: @idle_ms), linger_ms) do
      {:ok, method, target, version} ->
        answer(socket, {handler, linger_ms}, method, target, version)

      :done ->
        :gen_tcp.close(socket)

      :bad ->
        refuse(socket)
    end
  end

  defp next(socket, wait_ms, linger_ms) do
    :inet.setopts(socket, active: :once)

    receive do
      {:http, ^socket, {:http_request, method, target, version}} ->
        {:ok, to_string(method), target, version}

      {:http, ^socket, {:http_error, line}} when line in ["\r\n", "\n"] ->
        next(socket, wait_ms, linger_ms)

      {:http, ^socket, _} ->
        :bad

      {:tcp_closed, ^socket} ->
        :done

      {:tcp_error, ^socket, _} ->
        :done

      :drain ->
        next(socket, linger_ms, linger_ms)
    after
      wait_ms -> :done
    end
  end

  defp answer(socket, {handler, linger_ms}, method, target, version) do
    with {:ok, headers} <- headers(socket, %{}),
         {:ok, path, query} <- target(target),
         :ok <- skip_body(socket, headers) do
      request = %{method: method, path: path, query: query, headers: headers}
      {status, type, body} = handled(handler, request)
      last = Draining.on?() or last?(version, headers)

      if send_answer(socket, method, status, type, body, last) == :ok and not last,
        do: serve(socket, handler, linger_ms),
        else: :gen_tcp.close(socket)
    else
      _ -> refuse(socket)
    end
  end

  defp handled(handler, request) do
    handler.(request)
  catch
    kind, reason ->
      Logger.error(Exception.format(kind, reason, __STACKTRACE__))
      {500, "text/plain", "internal error\n"}
  end

  defp headers(socket, read) when map_size(read) < 200 do
    case :gen_tcp.recv(socket, 0, @read_ms) do
      {:ok, {:http_header, _, name, _, value}} ->
        headers(socket, Map.put(read, String.downcase(to_string(name)), value))

      {:ok, :http_eoh} ->
        {:ok, read}

      _ ->
        :bad
    end
  end

  defp headers(_socket, _read), do: :bad

  defp target({:abs_path, text}), do: split(text)
  defp target({:absoluteURI, _, _, _, text}), do: split(text)
  defp target(_other), do: :bad

  defp split(text) do
    case String.split(text, "?", parts: 2) do
      [path] -> {:ok, path, %{}}
      [path, query] -> {:ok, path, URI.decode_query(query)}
    end
  rescue
    ArgumentError -> :bad
  end

  defp skip_body(socket, headers) do
    case {headers["transfer-encoding"], Integer.parse(headers["content-length"] || "0")} do
      {nil, {0, ""}} -> :ok
      {nil, {length, ""}} when length in 1..@body_limit -> read_body(socket, length)
      _ -> :bad
    end
  end

  defp read_body(socket, length) do
    :inet.setopts(socket, packet: :raw)

    with {:ok, _} <- :gen_tcp.recv(socket, length, @read_ms),
         do: :inet.setopts(socket, packet: :http_bin)
  end

  defp last?({1, 1}, headers), do: String.downcase(headers["connection"] || "") == "close"
  defp last?(_older, headers), do: String.downcase(headers["connection"] || "") != "keep-alive"

  defp refuse(socket) do
    send_answer(socket, "GET", 400, "text/plain", "bad request\n", true)
    :gen_tcp.close(socket)
  end

  defp send_answer(socket, method, status, type, body, last) do
    :gen_tcp.send(socket, [
      "HTTP/1.1 #{status} #{reason(status)}\r\ncontent-type: #{type}\r\n",
      "content-length: #{byte_size(body)}\r\nconnection: #{if last, do: "close", else: "keep-alive"}\r\n\r\n",
      if(method == "HEAD", do: "", else: body)
    ])
  end

  defp reason(200), do: "OK"
  defp reason(400), do: "Bad Request"
  defp reason(404), do: "Not Found"
  defp reason(405), do: "Method Not Allowed"
  defp reason(503), do: "Service Unavailable"
  defp reason(_status), do: "Internal Server Error"
end
