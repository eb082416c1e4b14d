import { code } from "./advice/texts.ts";
import { type Choices, CLUSTERINGS, type Clustering, type Project } from "./project.ts";

/** What holds for all environments. */
export interface Shared {
  readonly image?: string;
  readonly port?: number;
  readonly clustering?: Choices["clustering"];
}

/** What each environment has of its own. */
export interface OwnChoices {
  readonly name: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly host?: string;
}

/** Names of the choices, as their flags and the record have them. */
export type ChoiceName = "context" | "namespace" | "host" | "image" | "port" | "clustering";

/** The choices for one of the environments: what was chosen, else what is taken where nobody says anything. */
export function choicesOf(
  project: Project,
  shared: Shared,
  environments: readonly OwnChoices[],
  own: OwnChoices,
): Choices {
  const name = project.release.value.replaceAll("_", "-");
  const local = own.name === "local";
  return {
    environment: own.name,
    environments: environments.map((one) => one.name),
    context: own.context ?? (local ? "minikube" : own.name),
    namespace: own.namespace ?? name,
    host: own.host ?? (local ? `${name}.localhost` : `${own.name}.${name}.example.com`),
    image: shared.image ?? name,
    port: shared.port ?? 4000,
    clustering: shared.clustering ?? clusteringOf(project),
  };
}

/** The strategy that the project's own files name; where they name none that the chart has, DNS joins the nodes. */
function clusteringOf(project: Project): Clustering {
  const texts = [...project.texts.values()].map(code);
  const named = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  if (project.dependencies.includes("libcluster")) {
    if (named(/\bCluster\.Strategy\.Kubernetes\b(?!\.)/)) return "kubernetes";
    if (named(/\bCluster\.Strategy\.Kubernetes\.DNSSRV\b/)) return "dns-srv";
    return "dns";
  }
  return project.dependencies.includes("dns_cluster") ? "dns" : "none";
}

/** What a choice has to be, in words that go on after its name; undefined where the value is that. */
export const problems: Readonly<Record<ChoiceName | "environment", (value: string) => string | undefined>> = {
  environment: label,
  context: (value) => (/^\S+$/.test(value) ? undefined : "is a context of your kubeconfig: minikube"),
  namespace: label,
  host: (value) =>
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(value)
      ? undefined
      : "is a host name without scheme and port: shop.example.com",
  // A registry with its port, then lower-case parts; no tag, no digest: https://github.com/distribution/reference
  image: (value) =>
    /^([a-zA-Z0-9][a-zA-Z0-9.-]*(:\d+)?\/)?[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/.test(
      value,
    )
      ? undefined
      : "is an image's name without a tag: ghcr.io/you/shop",
  // Below 1024 only root may listen, and the release does not run as root.
  port: (value) =>
    /^\d{4,5}$/.test(value) && Number(value) >= 1024 && Number(value) <= 65535
      ? undefined
      : "is a number from 1024 to 65535",
  clustering: (value) =>
    CLUSTERINGS.some((one) => one === value) ? undefined : "is none, dns, dns-srv or kubernetes",
};

/** A label of DNS, as Kubernetes wants a namespace: RFC 1123. */
function label(value: string): string | undefined {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
    ? undefined
    : "is made of lower-case letters, digits and `-`, at most 63";
}
