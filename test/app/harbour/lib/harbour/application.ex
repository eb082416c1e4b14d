defmodule Harbour.Application do
  @moduledoc false
  use Application

  @impl true
  def start(_type, _args) do
    children = [
      Harbour.Repo,
      {DNSCluster,
       query: Application.get_env(:harbour, :dns_cluster_query) || :ignore,
       resource_types: Application.get_env(:harbour, :dns_cluster_types, [:a, :aaaa])},
      {Cluster.Supervisor,
       [Application.get_env(:libcluster, :topologies, []), [name: Harbour.ClusterSupervisor]]},
      HarbourWeb.Endpoint
    ]

    Supervisor.start_link(children, strategy: :one_for_one, name: Harbour.Supervisor)
  end

  # Before anything is stopped: from here on /readyz says 503, and each answer is the last of its connection.
  @impl true
  def prep_stop(state) do
    StandIn.Draining.begin()
    state
  end
end
