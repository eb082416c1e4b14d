defmodule HarbourWeb.Metrics do
  @moduledoc """
  Counts requests and how long they take, and says so at `/metrics` in Prometheus' text format, together with what the
  virtual machine does. The names are those that PromEx would give (the plugins Application, Beam and Phoenix), and one
  for mailboxes that it has not: what the chart's rules and dashboards read.
  """
  alias HarbourWeb.{Endpoint, Router}

  @paths ["/", "/healthz", "/readyz", "/slow", "/assets/:name", "Unknown"]
  @statuses [200, 400, 404, 405, 500, 503]
  # PromEx's bounds, in milliseconds. Behind them: all requests, and the sum of their microseconds.
  @bounds [10, 100, 500, 1_000, 5_000, 10_000, 30_000]
  @slots length(@bounds) + 2
  @memory [
    allocated: :total,
    atom_total: :atom,
    binary_total: :binary,
    code_total: :code,
    ets_total: :ets,
    processes_total: :processes
  ]

  @doc "Answers a request as the router does, and measures it; a scrape is no request."
  def call(%{path: "/metrics"}), do: {200, "text/plain; version=0.0.4; charset=utf-8", text()}

  def call(request) do
    start = System.monotonic_time()

    try do
      Router.call(request)
    catch
      kind, reason ->
        count(request.path, 500, System.monotonic_time() - start)
        :erlang.raise(kind, reason, __STACKTRACE__)
    else
      {status, _, _} = answer ->
        count(request.path, status, System.monotonic_time() - start)
        answer
    end
  end

  defp count(path, status, native) do
    first = first_slot(route(path), status)
    micros = System.convert_time_unit(native, :native, :microsecond)

    for {bound, slot} <- Enum.with_index(@bounds), micros <= bound * 1000 do
      :counters.add(counters(), first + slot, 1)
    end

    :counters.add(counters(), first + @slots - 2, 1)
    :counters.add(counters(), first + @slots - 1, micros)
  end

  defp route("/assets/" <> _), do: "/assets/:name"
  defp route(path) when path in @paths, do: path
  defp route(_), do: "Unknown"

  defp first_slot(path, status) do
    place = &(Enum.find_index(&1, fn one -> one == &2 end) || length(&1) - 1)
    (place.(@paths, path) * length(@statuses) + place.(@statuses, status)) * @slots + 1
  end

  # Made by the first request; the lock lets only one make them.
  defp counters do
    make = fn ->
      made = :counters.new(length(@paths) * length(@statuses) * @slots, [])
      :persistent_term.get(__MODULE__, nil) || tap(made, &:persistent_term.put(__MODULE__, &1))
    end

    :persistent_term.get(__MODULE__, nil) ||
      :global.trans({__MODULE__, self()}, make, [node()])
  end

  defp text do
    requests =
      for path <- @paths, status <- @statuses, (all = slot(path, status, @slots - 2)) > 0 do
        {~s(method="GET",path="#{path}",status="#{status}"), path, status, all}
      end

    [
      gauge("application_primary_info", "The application.", [
        {~s(name="#{Endpoint.otp_app()}",version="#{Application.spec(Endpoint.otp_app(), :vsn)}"),
         1}
      ]),
      for {name, kind} <- @memory do
        gauge("beam_memory_#{name}_bytes", "Memory: #{kind}.", [{"", :erlang.memory(kind)}])
      end,
      virtual_machine(),
      metric("phoenix_http_requests_total", "counter", "Requests answered.", [
        for({labels, _, _, all} <- requests, do: {"", labels, all})
      ]),
      metric("phoenix_http_request_duration_milliseconds", "histogram", "How long they took.", [
        for({labels, path, status, all} <- requests, do: histogram(labels, path, status, all))
      ])
    ]
    |> IO.iodata_to_binary()
  end

  defp virtual_machine do
    normal = :erlang.statistics(:total_run_queue_lengths)
    dirty = :erlang.statistics(:total_run_queue_lengths_all) - normal
    {collections, _, _} = :erlang.statistics(:garbage_collection)
    {reductions, _} = :erlang.statistics(:reductions)

    mailboxes =
      for pid <- Process.list(),
          {:message_queue_len, length} <- [Process.info(pid, :message_queue_len)],
          do: length

    [
      gauge("beam_stats_run_queue_count", "Processes and ports that are ready and wait.", [
        {~s(type="normal"), normal},
        {~s(type="dirty"), dirty}
      ]),
      for {name, value} <- [
            beam_stats_process_count: :erlang.system_info(:process_count),
            beam_stats_port_count: :erlang.system_info(:port_count),
            beam_stats_atom_count: :erlang.system_info(:atom_count),
            beam_stats_ets_count: :erlang.system_info(:ets_count),
            beam_stats_reduction_count: reductions,
            beam_stats_gc_count: collections,
            beam_system_process_limit_info: :erlang.system_info(:process_limit),
            beam_system_atom_limit_info: :erlang.system_info(:atom_limit),
            beam_message_queue_longest_count: Enum.max(mailboxes, fn -> 0 end)
          ] do
        gauge(to_string(name), "As the virtual machine says.", [{"", value}])
      end
    ]
  end

  defp histogram(labels, path, status, all) do
    buckets =
      for {bound, slot} <- Enum.with_index(@bounds),
          do: {"_bucket", ~s(#{labels},le="#{bound}"), slot(path, status, slot)}

    micros = slot(path, status, @slots - 1)

    buckets ++
      [
        {"_bucket", ~s(#{labels},le="+Inf"), all},
        {"_sum", labels, micros / 1000},
        {"_count", labels, all}
      ]
  end

  defp slot(path, status, slot), do: :counters.get(counters(), first_slot(path, status) + slot)

  defp gauge(name, help, values),
    do: metric(name, "gauge", help, for({labels, value} <- values, do: {"", labels, value}))

  defp metric(name, type, help, lines) do
    full = "#{Endpoint.otp_app()}_prom_ex_#{name}"

    [
      "# HELP #{full} #{help}\n# TYPE #{full} #{type}\n",
      for {suffix, labels, value} <- List.flatten(lines) do
        "#{full}#{suffix}#{if labels == "", do: "", else: "{#{labels}}"} #{value}\n"
      end
    ]
  end
end
