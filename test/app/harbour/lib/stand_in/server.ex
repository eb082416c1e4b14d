defmodule StandIn.Server do
  @moduledoc """
  An HTTP/1.1 server: some acceptors on one socket, a process for each connection. Asked to stop, it takes what the
  kernel has already accepted, closes the socket, and waits until each connection has given its last answer.
  """
  use GenServer
  require Logger
  alias StandIn.{Connection, Draining}

  @acceptors 8

  @doc "Children of a supervisor, in the order in which they start. `drain_ms`: how long connections have to end."
  def children(http, drain_ms, handler) do
    [
      {Task.Supervisor, name: StandIn.Connections},
      %{
        id: __MODULE__,
        start: {GenServer, :start_link, [__MODULE__, {http, drain_ms, handler}]},
        shutdown: drain_ms + 5000
      }
    ]
  end

  @impl true
  def init({http, drain_ms, handler}) do
    Process.flag(:trap_exit, true)

    case listen(http[:ip], http[:port]) do
      {:ok, socket} ->
        Logger.info("Listening on port #{http[:port]}")
        serve = &Connection.serve(&1, handler, http[:linger_ms] || 1000)
        acceptors = for _ <- 1..@acceptors, do: spawn_link(fn -> accept(socket, serve) end)
        {:ok, %{socket: socket, acceptors: acceptors, drain_ms: drain_ms}}

      {:error, reason} ->
        {:stop, "port #{http[:port]}: #{:inet.format_error(reason)}"}
    end
  end

  # A machine without IPv6 has no address of eight parts.
  defp listen(ip, port) do
    family = if tuple_size(ip) == 8, do: :inet6, else: :inet

    options = [
      family,
      :binary,
      packet: :http_bin,
      active: false,
      reuseaddr: true,
      backlog: 1024,
      nodelay: true
    ]

    case :gen_tcp.listen(port, [{:ip, ip} | options]) do
      {:error, reason} when family == :inet6 and reason in [:eafnosupport, :eaddrnotavail] ->
        listen({0, 0, 0, 0}, port)

      other ->
        other
    end
  end

  # The short wait is how an acceptor learns that it is to stop; then it only takes what is there already.
  defp accept(socket, serve) do
    draining = Draining.on?()

    case :gen_tcp.accept(socket, if(draining, do: 0, else: 100)) do
      {:ok, connection} ->
        hand_over(connection, serve)
        accept(socket, serve)

      {:error, :timeout} ->
        unless draining, do: accept(socket, serve)

      {:error, :closed} ->
        :ok

      # Out of file descriptors, a connection reset before it was taken: the next one may be fine.
      {:error, _} ->
        Process.sleep(10)
        accept(socket, serve)
    end
  end

  defp hand_over(socket, serve) do
    {:ok, pid} =
      Task.Supervisor.start_child(StandIn.Connections, fn ->
        receive do: (:yours -> serve.(socket))
      end)

    :gen_tcp.controlling_process(socket, pid)
    send(pid, :yours)
  end

  @impl true
  def handle_info({:EXIT, _, reason}, state) when reason in [:normal, :shutdown],
    do: {:noreply, state}

  def handle_info({:EXIT, _, reason}, state), do: {:stop, reason, state}
  def handle_info(_other, state), do: {:noreply, state}

  @impl true
  def terminate(_reason, state) do
    Draining.begin()
    wait(state.acceptors, 5000)
    :gen_tcp.close(state.socket)
    open = Task.Supervisor.children(StandIn.Connections)
    Logger.info("Draining: #{length(open)} connections")
    for pid <- open, do: send(pid, :drain)
    wait(open, state.drain_ms)
  end

  defp wait(pids, limit_ms) do
    deadline = System.monotonic_time(:millisecond) + limit_ms

    for pid <- pids do
      monitor = Process.monitor(pid)

      receive do
        {:DOWN, ^monitor, _, _, _} -> :ok
      after
        max(0, deadline - System.monotonic_time(:millisecond)) -> :late
      end
    end
  end
end
