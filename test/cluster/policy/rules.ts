import { selects } from "../../../scripts/check/pods.ts";
import type { Peer, Pod, Policy, Port, Rule, State } from "./model.ts";

/** The table in the node's network namespace that holds all rules, and nothing else. */
export const TABLE = "inet network-policies";

type Direction = "ingress" | "egress";

/**
 * The whole table as `nft -f` reads it; it replaces the one before at once. The meaning is that of
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/: a pod that a policy of a direction selects
 * admits what one of its policies admits and nothing else; answers pass; what the node itself sends (the kubelet's
 * probes) passes no chain of these; a pod reaches itself. Service addresses are gone by then: kube-proxy rewrites them
 * earlier, so a rule meets the pod that was chosen.
 */
export function rulesOf(state: State): string {
  const isolated = state.pods.flatMap((pod) =>
    (["egress", "ingress"] as const).flatMap((direction) => {
      const policies = state.policies.filter((policy) => concerns(policy, pod, direction));
      return policies.length === 0 ? [] : [{ pod, direction, policies }];
    }),
  );
  const chains = isolated.map(
    ({ pod, direction, policies }) => `
  chain ${chainOf(pod, direction)} {
${[...policies.flatMap((policy) => admitted(policy, pod, direction, state)), "drop"].map((line) => `    ${line}`).join("\n")}
  }`,
  );
  const jumps = (direction: Direction) =>
    isolated
      .filter((one) => one.direction === direction)
      .map(
        ({ pod }) =>
          `    ip ${direction === "egress" ? "saddr" : "daddr"} ${pod.address} jump ${chainOf(pod, direction)} ${comment(`${pod.namespace}/${pod.name}`)}`,
      );
  const itself = state.pods.map(({ address }) => `    ip saddr ${address} ip daddr ${address} accept`);
  const chain = (hook: string, lines: readonly string[]) => `
  chain ${hook} {
    type filter hook ${hook} priority filter; policy accept;
    ct state established,related accept
${lines.join("\n")}
  }`;
  return `table ${TABLE}
delete table ${TABLE}
table ${TABLE} {${chains.join("")}${chain("forward", [...itself, ...jumps("egress"), ...jumps("ingress")])}${chain("input", jumps("egress"))}
}
`;
}

function chainOf({ address }: Pod, direction: Direction): string {
  return `${direction}-${address}`;
}

/** For who reads the table on the node. 128 bytes are the most that nft takes. */
function comment(text: string): string {
  return `comment "${text.slice(0, 120)}"`;
}

/** Whether a policy isolates a pod in a direction. Without `policyTypes`: ingress, and egress when it has such rules. */
function concerns({ metadata, spec }: Policy, pod: Pod, direction: Direction): boolean {
  const types = spec.policyTypes ?? ["Ingress", ...((spec.egress ?? []).length > 0 ? ["Egress"] : [])];
  return (
    metadata.namespace === pod.namespace &&
    types.some((type) => type.toLowerCase() === direction) &&
    selects(spec.podSelector ?? {}, pod.labels)
  );
}

/** A rule of nft for each peer and port that a policy admits; `return` goes on to the other end's chain. */
function admitted(policy: Policy, pod: Pod, direction: Direction, state: State): string[] {
  const side = direction === "ingress" ? "saddr" : "daddr";
  return (policy.spec[direction] ?? []).flatMap((rule) =>
    peersOf(rule, direction, policy, state).flatMap((peer) =>
      portsOf(rule, direction === "ingress" ? [pod] : peer.pods).map(({ match, at }) => {
        const addresses = at === undefined || direction === "ingress" ? peer.match(side) : among(side, at);
        return [addresses, match, "return", comment(policy.metadata.name)]
          .filter((part) => part !== "")
          .join(" ");
      }),
    ),
  );
}

interface Peers {
  /** The pods that are meant, as a named port of egress is looked up in each. */
  readonly pods: readonly Pod[];
  match(side: string): string;
}

function peersOf(rule: Rule, direction: Direction, policy: Policy, state: State): Peers[] {
  const peers = (direction === "ingress" ? rule.from : rule.to) ?? [];
  if (peers.length === 0) return [{ pods: state.pods, match: () => "" }];
  return peers.flatMap((peer) => {
    const { ipBlock } = peer;
    if (ipBlock) return blockOf(ipBlock);
    const pods = state.pods.filter((pod) => isMeant(peer, pod, policy, state));
    return pods.length === 0 ? [] : [{ pods, match: (side: string) => among(side, pods) }];
  });
}

/** Blocks of IPv6 match nothing: the node has none. */
function blockOf({ cidr, except = [] }: NonNullable<Peer["ipBlock"]>): Peers[] {
  if (cidr.includes(":")) return [];
  const match = (side: string) =>
    [`ip ${side} ${cidr}`, ...except.map((one) => `ip ${side} != ${one}`)].join(" ");
  return [{ pods: [], match }];
}

function isMeant({ podSelector, namespaceSelector }: Peer, pod: Pod, policy: Policy, state: State): boolean {
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, state.namespaces.get(pod.namespace) ?? {})
    : pod.namespace === policy.metadata.namespace;
  return inNamespace && selects(podSelector ?? {}, pod.labels);
}

function among(side: string, pods: readonly Pod[]): string {
  return `ip ${side} { ${pods.map(({ address }) => address).join(", ")} }`;
}

/** Matches of the destination's port; `at`: only these destinations have it, as the port was given by its name. */
function portsOf(
  { ports = [] }: Rule,
  destinations: readonly Pod[],
): { match: string; at?: readonly Pod[] }[] {
  if (ports.length === 0) return [{ match: "" }];
  return ports.flatMap((one) => {
    const protocol = (one.protocol ?? "TCP").toLowerCase();
    if (one.port === undefined) return [{ match: `meta l4proto ${protocol}` }];
    if (typeof one.port === "string") return named(one, protocol, destinations);
    const range = one.endPort === undefined ? one.port : `${one.port}-${one.endPort}`;
    return [{ match: `${protocol} dport ${range}` }];
  });
}

function named({ port }: Port, protocol: string, destinations: readonly Pod[]) {
  const byNumber = new Map<number, Pod[]>();
  for (const pod of destinations)
    for (const one of pod.ports)
      if (one.name === port && one.protocol.toLowerCase() === protocol)
        byNumber.set(one.port, [...(byNumber.get(one.port) ?? []), pod]);
  return [...byNumber].map(([number, at]) => ({ match: `${protocol} dport ${number}`, at }));
}
