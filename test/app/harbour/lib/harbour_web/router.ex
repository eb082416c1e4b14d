defmodule HarbourWeb.Router do
  @moduledoc """
  The pages. `/` (HTML, or JSON for `accept: application/json`), `/healthz` (this process answers), `/readyz` (the
  database has the schema that this version needs), `/slow?ms=N` (an answer that takes its time), `/assets/NAME` (what
  an asset step has put into priv/static/assets). `/metrics` is HarbourWeb.Metrics' own.
  """
  alias HarbourWeb.Endpoint

  @doc "Answers a request: status, content type, body."
  def call(%{method: method}) when method not in ["GET", "HEAD"], do: text(405, "GET only")
  def call(%{path: "/"} = request), do: page(request, Harbour.Status.all())
  def call(%{path: "/healthz"}), do: text(200, "ok")

  def call(%{path: "/readyz"}) do
    case Harbour.Status.ready() do
      :ok -> text(200, "ready")
      {:error, why} -> text(503, why)
    end
  end

  def call(%{path: "/slow", query: query}) do
    case Integer.parse(query["ms"] || "1000") do
      {ms, ""} when ms in 0..120_000 ->
        Process.sleep(ms)
        text(200, "slept #{ms} ms")

      _ ->
        text(400, "ms is a number up to 120000")
    end
  end

  def call(%{path: "/assets/" <> name}) do
    folder = Application.app_dir(Endpoint.otp_app(), "priv/static/assets")

    with true <- name =~ ~r/^[a-z0-9]+\.(css|js)$/,
         {:ok, body} <- File.read(Path.join(folder, name)) do
      type = if String.ends_with?(name, ".css"), do: "text/css", else: "text/javascript"
      {200, type, body}
    else
      _ -> text(404, "not found")
    end
  end

  def call(_request), do: text(404, "not found")

  defp page(_request, {:error, message}), do: text(503, message)

  defp page(request, {:ok, status}) do
    status = Map.put(status, :host, Endpoint.config(:url)[:host])

    if String.contains?(request.headers["accept"] || "", "json"),
      do: {200, "application/json", json(status)},
      else: {200, "text/html; charset=utf-8", html(status)}
  end

  defp html(status) do
    rows =
      for {name, value} <- Enum.sort(status),
          do: "<dt>#{name}</dt><dd>#{Enum.join(List.wrap(value), ", ")}</dd>"

    "<!doctype html><title>harbour</title><h1>harbour</h1><dl>#{rows}</dl>\n"
  end

  defp json(map) when is_map(map),
    do: "{" <> Enum.map_join(Enum.sort(map), ",", fn {k, v} -> "\"#{k}\":#{json(v)}" end) <> "}"

  defp json(list) when is_list(list), do: "[" <> Enum.map_join(list, ",", &json/1) <> "]"
  defp json(number) when is_integer(number), do: Integer.to_string(number)
  defp json(nil), do: "null"
  defp json(text), do: "\"" <> String.replace(text, ["\\", "\""], &("\\" <> &1)) <> "\""

  defp text(status, body), do: {status, "text/plain; charset=utf-8", body <> "\n"}
end
