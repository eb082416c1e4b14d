import { diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject } from "../../core/json.ts";
import { namespaceOf, neighbours } from "../neighbours.ts";
import { type PodTemplate, podTemplates, selects } from "../pods.ts";
import { containersOf, listAt, nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/**
 * BEAM nodes that look for each other (DNS_CLUSTER_QUERY) behind NetworkPolicies that let none of them in. Told where
 * the environment says both ports: epmd's, and a distribution port that is fixed. A port that the image itself fixes
 * (vm.args) cannot be seen.
 */
export const distribution: Rule = (context) =>
  podTemplates(context.rendered.manifests).flatMap((pod) => {
    const port = distributionPort(pod);
    if (port === undefined || pod.manifest.hooks.length > 0) return [];
    const near = neighbours(context, namespaceOf(pod.manifest.object, context.rendered));
    const policies = near.filter(
      ({ object }) =>
        object.kind === "NetworkPolicy" &&
        closesIn(objectAt(object, "spec")) &&
        selects(objectAt(object, "spec", "podSelector"), pod.labels),
    );
    const rules = policies.flatMap(({ object }) => listAt(objectAt(object, "spec"), "ingress"));
    const closed = [EPMD, port].filter((one) => !rules.some((rule) => lets(rule, one, pod)));
    const [policy] = policies;
    if (!policy || closed.length === 0) return [];
    return [
      diagnostic(
        "CR586",
        `${nameOf(pod.manifest.object)}: its nodes look for each other, and no NetworkPolicy here lets one reach the other's port ${closed.join(" and ")}`,
        {
          ...placeOfPath(context, policy, ["spec", "ingress"]),
          note: `${policies.map(({ object }) => nameOf(object)).join(", ")} close${policies.length === 1 ? "s" : ""} the pods`,
          help: `add a rule for the ports ${EPMD} and ${port} from the pods themselves`,
        },
      ),
    ];
  });

/** Where nodes ask each other for their ports. */
const EPMD = 4369;

const closesIn = ({ policyTypes }: JsonObject): boolean =>
  !Array.isArray(policyTypes) || policyTypes.includes("Ingress");

/** The port of the pod's node where its environment fixes it, makes it a node with a long name and has it look for others. */
function distributionPort({ spec }: PodTemplate): number | undefined {
  for (const container of containersOf(spec)) {
    const env = new Map(listAt(container, "env").map(({ name, value }) => [String(name), String(value)]));
    if (env.get("RELEASE_DISTRIBUTION") !== "name" || !env.has("DNS_CLUSTER_QUERY")) continue;
    if (env.has("ERL_EPMD_PORT") || env.has("ERL_DIST_PORT")) continue;
    const flags = FLAGS.map((name) => env.get(name) ?? "").join(" ");
    const port = /\binet_dist_listen_min\s+(\d+)\b/.exec(flags)?.[1];
    if (port !== undefined && !/-start_epmd\s+false/.test(flags)) return Number(port);
  }
  return undefined;
}

const FLAGS = ["ERL_AFLAGS", "ERL_FLAGS", "ERL_ZFLAGS", "ELIXIR_ERL_OPTIONS"];

/** Whether a rule lets the pods themselves reach a port; what cannot be decided counts as let in. */
function lets(rule: JsonObject, wanted: number, { labels, spec }: PodTemplate): boolean {
  const peers = listAt(rule, "from");
  const from = peers.some(
    ({ podSelector, namespaceSelector, ipBlock }) =>
      namespaceSelector !== undefined ||
      ipBlock !== undefined ||
      selects((podSelector ?? {}) as JsonObject, labels),
  );
  if (peers.length > 0 && !from) return false;
  const ports = listAt(rule, "ports");
  const named = containersOf(spec).flatMap((one) => listAt(one, "ports"));
  return (
    ports.length === 0 ||
    ports.some(({ port, endPort, protocol }) => {
      if ((protocol ?? "TCP") !== "TCP") return false;
      if (port === undefined) return true;
      if (typeof port === "number")
        return port <= wanted && wanted <= (typeof endPort === "number" ? endPort : port);
      return named.some((one) => one.name === port && one.containerPort === wanted);
    })
  );
}
