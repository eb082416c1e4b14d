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
       [Application.get_env(:libcluster, :topologies, []), [name: Harbour.ClusterSupervisor]]}
    ]

    Supervisor.start_link(children, strategy: :one_for_one, name: Harbour.Supervisor)
  end
end
