import type { Advice, Choices, Project } from "../project.ts";
import { code } from "./texts.ts";

/** What joins the nodes where the chart gives them a headless Service: a dependency and its child. None without it. */
export function clusteringAdvice(project: Project, choices: Choices): readonly Advice[] {
  if (choices.clustering !== "dns") return [];
  const { folder, name } = project.main.value;
  const root = folder === "." ? "" : `${folder}/`;
  const texts = [...project.texts].filter(([file]) => file.endsWith(".ex")).map(([, text]) => code(text));
  const known = ["dns_cluster", "libcluster"].find((one) => project.dependencies.includes(one));
  const started = texts.some((text) => /\bDNSCluster\b|\bCluster\.Supervisor\b/.test(text));
  const advice: Advice[] = [];
  if (known === undefined && !started) {
    advice.push({
      title: "a dependency that connects the nodes is missing",
      why: "each pod would be a cluster of its own: the chart only gives the name under which all are found",
      file: `${root}mix.exs`,
      lines: ['{:dns_cluster, "~> 0.2"}'],
    });
  }
  if (!started && known !== "libcluster") {
    advice.push({
      title: "nothing starts DNSCluster",
      why: "it looks for the other nodes while the application runs; it stands before the endpoint",
      file: `${root}lib/${name}/application.ex`,
      lines: [`{DNSCluster, query: Application.get_env(:${name}, :dns_cluster_query) || :ignore},`],
    });
  }
  if (!started && known === "libcluster") {
    advice.push({
      title: "nothing starts libcluster",
      why: "it looks for the other nodes while the application runs; it stands before the endpoint",
      file: `${root}lib/${name}/application.ex`,
      lines: [
        `{Cluster.Supervisor, [Application.get_env(:libcluster, :topologies, []), [name: ${project.main.value.module}.ClusterSupervisor]]},`,
      ],
    });
  }
  return advice;
}
