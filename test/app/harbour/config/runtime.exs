import Config

if System.get_env("PHX_SERVER") do
  config :harbour, HarbourWeb.Endpoint, server: true
end

if config_env() == :prod do
  database_url =
    System.get_env("DATABASE_URL") ||
      raise "DATABASE_URL is missing, for example ecto://USER:PASSWORD@HOST/DATABASE"

  maybe_ipv6 = if System.get_env("ECTO_IPV6") in ~w(true 1), do: [:inet6], else: []

  config :harbour, Harbour.Repo,
    url: database_url,
    pool_size: String.to_integer(System.get_env("POOL_SIZE") || "10"),
    socket_options: maybe_ipv6

  secret_key_base =
    System.get_env("SECRET_KEY_BASE") || raise "SECRET_KEY_BASE is missing: mix phx.gen.secret"

  config :harbour, HarbourWeb.Endpoint,
    url: [host: System.get_env("PHX_HOST") || "example.com", port: 443, scheme: "https"],
    http: [
      ip: {0, 0, 0, 0, 0, 0, 0, 0},
      port: String.to_integer(System.get_env("PORT") || "4000"),
      linger_ms: String.to_integer(System.get_env("LINGER_MS") || "1000")
    ],
    drain_ms: String.to_integer(System.get_env("DRAIN_MS") || "30000"),
    secret_key_base: secret_key_base

  config :harbour, :dns_cluster_query, System.get_env("DNS_CLUSTER_QUERY")

  if System.get_env("CLUSTER_STRATEGY") == "dns-srv" do
    config :harbour, :dns_cluster_types, [{:srv, :hostnames}]
  end

  if System.get_env("CLUSTER_STRATEGY") == "kubernetes" do
    config :libcluster,
      topologies: [
        release: [
          strategy: Cluster.Strategy.Kubernetes,
          config: [
            mode: :ip,
            kubernetes_ip_lookup_mode: String.to_atom(System.fetch_env!("CLUSTER_LOOKUP")),
            kubernetes_selector: System.fetch_env!("CLUSTER_SELECTOR"),
            kubernetes_namespace: System.fetch_env!("CLUSTER_NAMESPACE"),
            kubernetes_node_basename: System.fetch_env!("CLUSTER_NODE_BASENAME")
          ]
        ]
      ]
  end
end
