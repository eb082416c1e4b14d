defmodule StandIn.Pool do
  @moduledoc """
  A repo's connections. A slot is lent to one process at a time; a process that dies with a slot loses its connection
  too, and the server rolls back what it had begun. Connections are opened by whoever needs one first.
  """
  use GenServer

  def start_link(config), do: GenServer.start_link(__MODULE__, config, name: config[:name])

  @doc "Lends a connection to the caller for as long as the function runs. What it returns, or `{:error, exception}`."
  def with_connection(pool, function) do
    {config, connection} = GenServer.call(pool, :lend, :infinity)

    case ensure_connected(connection, config) do
      {:ok, connection} ->
        GenServer.cast(pool, {:opened, self(), connection})

        try do
          function.(connection)
        after
          GenServer.call(pool, {:return, connection})
        end

      {:error, _} = error ->
        GenServer.call(pool, {:return, nil})
        error
    end
  catch
    :exit, {:noproc, _} ->
      {:error, %DBConnection.ConnectionError{message: "the repo is not started"}}
  end

  defp ensure_connected(connection, config) do
    if is_pid(connection) and Process.alive?(connection),
      do: {:ok, connection},
      else: StandIn.Postgres.connect(config)
  end

  @impl true
  def init(config) do
    Process.flag(:trap_exit, true)

    {:ok,
     %{
       config: config,
       free: List.duplicate(nil, config[:pool_size]),
       lent: %{},
       waiting: :queue.new()
     }}
  end

  @impl true
  def handle_call(:lend, from, %{free: []} = state),
    do: {:noreply, %{state | waiting: :queue.in(from, state.waiting)}}

  def handle_call(:lend, from, %{free: [connection | free]} = state),
    do: {:noreply, lend(from, connection, %{state | free: free})}

  def handle_call({:return, connection}, {pid, _}, state) do
    {{monitor, _}, lent} = Map.pop!(state.lent, pid)
    Process.demonitor(monitor, [:flush])
    {:reply, :ok, take_back(connection, %{state | lent: lent})}
  end

  @impl true
  def handle_cast({:opened, pid, connection}, state),
    do:
      {:noreply,
       %{state | lent: Map.update!(state.lent, pid, fn {monitor, _} -> {monitor, connection} end)}}

  @impl true
  def handle_info({:DOWN, _, :process, pid, _}, state) do
    {{_, connection}, lent} = Map.pop!(state.lent, pid)
    if connection, do: StandIn.Postgres.close(connection)
    {:noreply, take_back(nil, %{state | lent: lent})}
  end

  def handle_info(_message, state), do: {:noreply, state}

  @impl true
  def terminate(_reason, state) do
    for connection <- state.free ++ Enum.map(Map.values(state.lent), &elem(&1, 1)),
        is_pid(connection),
        do: StandIn.Postgres.close(connection)
  end

  defp lend({pid, _} = from, connection, state) do
    GenServer.reply(from, {state.config, connection})
    %{state | lent: Map.put(state.lent, pid, {Process.monitor(pid), connection})}
  end

  defp take_back(connection, state) do
    case :queue.out(state.waiting) do
      {{:value, from}, waiting} -> lend(from, connection, %{state | waiting: waiting})
      {:empty, _} -> %{state | free: [connection | state.free]}
    end
  end
end
