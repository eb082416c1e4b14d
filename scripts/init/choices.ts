import type { Choices, Project } from "./project.ts";

/** What can be chosen for all environments, and what for each. */
export interface Chosen {
  readonly image?: string;
  readonly port?: number;
  readonly clustering?: Choices["clustering"];
}

export interface ChosenEnvironment {
  readonly name: string;
  readonly namespace?: string;
  readonly host?: string;
}

/** What is taken where nobody says anything. */
export function defaults(project: Project, environment = "local"): Choices {
  const name = project.release.value.replaceAll("_", "-");
  const clusters = ["dns_cluster", "libcluster"].some((one) => project.dependencies.includes(one));
  return {
    environment,
    environments: [environment],
    namespace: name,
    host: environment === "local" ? `${name}.localhost` : `${environment}.${name}.example.com`,
    image: name,
    port: 4000,
    clustering: clusters ? "dns" : "none",
  };
}

/** The choices for one of the environments: what was chosen, else the default. */
export function choicesOf(
  project: Project,
  shared: Chosen,
  environments: readonly ChosenEnvironment[],
  of: ChosenEnvironment,
): Choices {
  const fallback = defaults(project, of.name);
  return {
    ...fallback,
    environments: environments.map(({ name }) => name),
    namespace: of.namespace ?? fallback.namespace,
    host: of.host ?? fallback.host,
    image: shared.image ?? fallback.image,
    port: shared.port ?? fallback.port,
    clustering: shared.clustering ?? fallback.clustering,
  };
}

/** What is wrong with a choice, in words that go on after its name; undefined where nothing is. */
export const problems: Readonly<
  Record<
    "environment" | "namespace" | "host" | "image" | "port" | "clustering",
    (value: string) => string | undefined
  >
> = {
  environment: label,
  namespace: label,
  host: (value) =>
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(value)
      ? undefined
      : "is a host name without scheme and port: shop.example.com",
  // https://github.com/distribution/reference: a registry with a port, then lower-case parts; no tag, no digest.
  image: (value) =>
    /^([a-zA-Z0-9][a-zA-Z0-9.-]*(:\d+)?\/)?[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/.test(
      value,
    )
      ? undefined
      : "is an image's name without a tag: ghcr.io/you/shop",
  port: (value) =>
    /^\d+$/.test(value) && Number(value) >= 1024 && Number(value) <= 65535
      ? undefined
      : "is a number from 1024 to 65535",
  clustering: (value) => (value === "none" || value === "dns" ? undefined : "is none or dns"),
};

/** A label of DNS, which Kubernetes asks of a namespace: RFC 1123. */
function label(value: string): string | undefined {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
    ? undefined
    : "is made of lower-case letters, digits and `-`, at most 63";
}
