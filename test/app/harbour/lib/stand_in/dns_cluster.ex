defmodule DNSCluster do
  @moduledoc """
  Connects to every node that the name of a headless Service stands for, again and again:
  https://hexdocs.pm/dns_cluster. All nodes have the same name before the @. Behind it they have their address, or, with
  `resource_types: [{:srv, :hostnames}]`, the name that an SRV record gives.
  """
  use GenServer
  require Logger

  @interval_ms 2000

  def start_link(options), do: GenServer.start_link(__MODULE__, options, name: __MODULE__)

  @impl true
  def init(options) do
    case Keyword.fetch!(options, :query) do
      :ignore -> :ignore
      query -> {:ok, {to_charlist(query), types(options)}, {:continue, :connect}}
    end
  end

  defp types(options), do: Keyword.get(options, :resource_types, [:a, :aaaa])

  @impl true
  def handle_continue(:connect, state), do: connect(state)

  @impl true
  def handle_info(:connect, state), do: connect(state)
  def handle_info(_other, state), do: {:noreply, state}

  defp connect({query, types} = state) do
    if Node.alive?() do
      [name, _] = node() |> to_string() |> String.split("@")

      for type <- types, host <- hosts(query, type), do: Node.connect(:"#{name}@#{host}")
    end

    Process.send_after(self(), :connect, @interval_ms)
    {:noreply, state}
  end

  defp hosts(query, :a), do: addresses(query, :inet)
  defp hosts(query, :aaaa), do: addresses(query, :inet6)

  # A record for each port of the Service, all with the same names.
  defp hosts(query, {:srv, :hostnames}) do
    Enum.uniq(for {_, _, _, host} <- :inet_res.lookup(query, :in, :srv), do: host)
  end

  defp addresses(query, family) do
    case :inet.getaddrs(query, family) do
      {:ok, addresses} -> addresses |> Enum.uniq() |> Enum.map(&:inet.ntoa/1)
      {:error, _} -> []
    end
  end
end
