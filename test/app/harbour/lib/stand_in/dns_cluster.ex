defmodule DNSCluster do
  @moduledoc """
  Connects to every node that the name of a headless Service stands for, again and again:
  https://hexdocs.pm/dns_cluster. All nodes have the same name before the @ and their address behind it.
  """
  use GenServer
  require Logger

  @interval_ms 2000

  def start_link(options), do: GenServer.start_link(__MODULE__, options, name: __MODULE__)

  @impl true
  def init(options) do
    case Keyword.fetch!(options, :query) do
      :ignore -> :ignore
      query -> {:ok, to_charlist(query), {:continue, :connect}}
    end
  end

  @impl true
  def handle_continue(:connect, query), do: connect(query)

  @impl true
  def handle_info(:connect, query), do: connect(query)
  def handle_info(_other, query), do: {:noreply, query}

  defp connect(query) do
    if Node.alive?() do
      [name, _] = node() |> to_string() |> String.split("@")

      for family <- [:inet, :inet6], address <- addresses(query, family) do
        Node.connect(:"#{name}@#{:inet.ntoa(address)}")
      end
    end

    Process.send_after(self(), :connect, @interval_ms)
    {:noreply, query}
  end

  defp addresses(query, family) do
    case :inet.getaddrs(query, family) do
      {:ok, addresses} -> Enum.uniq(addresses)
      {:error, _} -> []
    end
  end
end
