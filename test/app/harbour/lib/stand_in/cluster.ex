defmodule Cluster.Supervisor do
  @moduledoc """
  The part of libcluster that this application needs, with its names and configuration: https://hexdocs.pm/libcluster.
  """
  use Supervisor

  def start_link([topologies, options]),
    do: Supervisor.start_link(__MODULE__, topologies, options)

  @impl true
  def init(topologies) do
    children =
      for {name, topology} <- topologies, do: {topology[:strategy], {name, topology[:config]}}

    Supervisor.init(children, strategy: :one_for_one)
  end
end

defmodule Cluster.Strategy.Kubernetes do
  @moduledoc """
  Connects to every node whose pod the API server lists, again and again. It asks as the pod's ServiceAccount, which
  needs a Role for it.
  """
  use GenServer
  require Logger

  @account '/var/run/secrets/kubernetes.io/serviceaccount'
  @interval_ms 2000

  # Where an answer has addresses. A quote inside of a JSON string has a backslash before it, so no label looks like one.
  @kinds %{
    pods: {"/api/v1", ~r/"podIP": ?"([^"]+)"/},
    endpoints: {"/api/v1", ~r/"ip": ?"([^"]+)"/},
    endpointslices: {"/apis/discovery.k8s.io/v1", ~r/"addresses": ?\[\s*"([^"]+)"/}
  }

  def start_link({name, config}), do: GenServer.start_link(__MODULE__, {name, config})

  @impl true
  def init({_name, config}), do: {:ok, config, {:continue, :connect}}

  @impl true
  def handle_continue(:connect, config), do: connect(config)

  @impl true
  def handle_info(:connect, config), do: connect(config)
  def handle_info(_other, config), do: {:noreply, config}

  defp connect(config) do
    case addresses(config) do
      {:ok, addresses} ->
        for one <- addresses, do: Node.connect(:"#{config[:kubernetes_node_basename]}@#{one}")

      {:error, reason} ->
        Logger.warning("the API server does not say who our peers are: #{inspect(reason)}")
    end

    Process.send_after(self(), :connect, @interval_ms)
    {:noreply, config}
  end

  defp addresses(config) do
    kind = config[:kubernetes_ip_lookup_mode]
    {api, address} = Map.fetch!(@kinds, kind)
    query = URI.encode_query(labelSelector: config[:kubernetes_selector])
    host = "kubernetes.default.svc.#{System.get_env("CLUSTER_DOMAIN", "cluster.local")}"
    path = "#{api}/namespaces/#{config[:kubernetes_namespace]}/#{kind}?#{query}"

    headers = [
      {'authorization', 'Bearer ' ++ to_charlist(File.read!("#{@account}/token"))},
      {'accept', 'application/json'}
    ]

    options = [timeout: 5000, ssl: [verify: :verify_peer, cacertfile: @account ++ '/ca.crt']]

    case :httpc.request(:get, {'https://#{host}#{path}', headers}, options, body_format: :binary) do
      {:ok, {{_, 200, _}, _, body}} ->
        {:ok,
         address |> Regex.scan(body, capture: :all_but_first) |> List.flatten() |> Enum.uniq()}

      {:ok, {{_, status, _}, _, _}} ->
        {:error, status}

      {:error, reason} ->
        {:error, reason}
    end
  end
end
