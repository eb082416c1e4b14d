import type { Advice, Choices, Clustering, Project } from "../project.ts";
import { code } from "./texts.ts";

/** What joins the nodes in the way that was chosen: a dependency, its child, its topology. None where they stay apart. */
export function clusteringAdvice(project: Project, choices: Choices): readonly Advice[] {
  const { clustering } = choices;
  if (clustering === "none") return [];
  const { folder, name } = project.main.value;
  const root = folder === "." ? "" : `${folder}/`;
  const texts = [...project.texts].filter(([file]) => /\.exs?$/.test(file)).map(([, text]) => code(text));
  const says = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  const known = ["dns_cluster", "libcluster"].find((one) => project.dependencies.includes(one));
  const startsDns = says(/\bDNSCluster\b/);
  const startsLib = says(/\bCluster\.Supervisor\b/);
  // Only libcluster lists pods. Where somebody starts one already, that one is asked for the rest.
  const wanted =
    clustering === "kubernetes" || startsLib || (known === "libcluster" && !startsDns)
      ? "libcluster"
      : "dns_cluster";
  const application = `${root}lib/${name}/application.ex`;
  const advice: Advice[] = [];
  const started = wanted === "libcluster" ? startsLib : startsDns;
  if (known !== wanted && !project.dependencies.includes(wanted) && !started) {
    advice.push({
      title: "a dependency that connects the nodes is missing",
      why: "each pod would be a cluster of its own: the chart only gives what is needed to find all",
      file: `${root}mix.exs`,
      lines: [wanted === "libcluster" ? '{:libcluster, "~> 3.5"}' : '{:dns_cluster, "~> 0.2"}'],
    });
  }
  if (!started) {
    const module = project.main.value.module;
    advice.push({
      title: `nothing starts ${wanted === "libcluster" ? "libcluster" : "DNSCluster"}`,
      why: "it looks for the other nodes while the application runs; it stands before the endpoint",
      file: application,
      lines: [
        wanted === "libcluster"
          ? `{Cluster.Supervisor, [Application.get_env(:libcluster, :topologies, []), [name: ${module}.ClusterSupervisor]]},`
          : `{DNSCluster, query: Application.get_env(:${name}, :dns_cluster_query) || :ignore${RECORDS[clustering] ?? ""}},`,
      ],
    });
  } else if (wanted === "dns_cluster" && clustering === "dns-srv" && !says(/:srv\b/)) {
    advice.push({
      title: "DNSCluster looks for addresses, and the nodes have names",
      why: "with clustering.strategy dns-srv a node is called by its name in DNS, which SRV records tell",
      file: application,
      lines: [
        `{DNSCluster, query: Application.get_env(:${name}, :dns_cluster_query) || :ignore${RECORDS[clustering]}},`,
      ],
    });
  }
  if (wanted === "libcluster" && !says(/\bCluster\.Strategy\.|\btopologies:/)) {
    advice.push({
      title: "libcluster has no topology",
      why: `without one it looks for nobody; the chart's variables are those of clustering.strategy ${clustering}`,
      file: "config/runtime.exs",
      lines: topology(clustering),
    });
  }
  return advice;
}

/** Options of the child beside its query. */
const RECORDS: Partial<Record<Clustering, string>> = { "dns-srv": ", resource_types: [{:srv, :hostnames}]" };

/** The topology out of the variables that chart phoenix gives; only where they are given. */
function topology(clustering: Clustering): string[] {
  const env = (name: string) => `System.fetch_env!("${name}")`;
  const [strategy, settings] =
    clustering === "kubernetes"
      ? [
          "Kubernetes",
          {
            kubernetes_ip_lookup_mode: `String.to_atom(${env("CLUSTER_LOOKUP")})`,
            kubernetes_selector: env("CLUSTER_SELECTOR"),
            kubernetes_namespace: env("CLUSTER_NAMESPACE"),
            kubernetes_node_basename: env("CLUSTER_NODE_BASENAME"),
          },
        ]
      : clustering === "dns-srv"
        ? [
            "Kubernetes.DNSSRV",
            {
              service: env("CLUSTER_SERVICE"),
              namespace: env("CLUSTER_NAMESPACE"),
              application_name: env("CLUSTER_NODE_BASENAME"),
            },
          ]
        : [
            "Kubernetes.DNS",
            { service: env("DNS_CLUSTER_QUERY"), application_name: env("CLUSTER_NODE_BASENAME") },
          ];
  return [
    'if System.get_env("CLUSTER_STRATEGY") do',
    "  config :libcluster,",
    "    topologies: [",
    "      release: [",
    `        strategy: Cluster.Strategy.${strategy},`,
    "        config: [",
    Object.entries(settings as Record<string, string>)
      .map(([key, value]) => `          ${key}: ${value}`)
      .join(",\n"),
    "        ]",
    "      ]",
    "    ]",
    "end",
  ]
    .join("\n")
    .split("\n");
}
