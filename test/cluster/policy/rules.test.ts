import { spawnSync } from "node:child_process";
import process from "node:process";
import { assert, suite } from "../../harness.ts";
import type { Pod, Policy, Rule } from "./model.ts";
import { addressesOf, podsOf } from "./pods.ts";
import { rulesOf } from "./rules.ts";

const test = suite("cluster: NetworkPolicies as rules of nft");

const pod = (name: string, address: string, labels = {}, namespace = "shop"): Pod => ({
  namespace,
  name,
  address,
  labels,
  ports: [
    { name: "http", port: 4000, protocol: "TCP" },
    { name: "dns", port: 53, protocol: "UDP" },
  ],
});
const web = pod("web", "10.244.0.5", { app: "web" });
const peer = pod("peer", "10.244.0.6", { app: "web", tier: "front" });
const other = pod("other", "10.244.0.7", { app: "web" }, "elsewhere");
const pods = [web, peer, other];
const namespaces = new Map([
  ["shop", { team: "a" }],
  ["elsewhere", { team: "b" }],
]);

/** Rules of the chains that these policies make, the last `drop` too, without comments; all policies select all pods. */
function chains(...specs: Policy["spec"][]): Record<string, string[]> {
  const policies = specs.map((spec, index) => ({ metadata: { namespace: "shop", name: `p${index}` }, spec }));
  const found: Record<string, string[]> = {};
  for (const [, name = "", body = ""] of rulesOf({ policies, pods, namespaces }).matchAll(
    /^ {2}chain (\S+) \{\n(.*?)\n {2}\}/gms,
  ))
    found[name] = body.split("\n").map((line) => line.trim().replace(/ comment ".*"/, ""));
  return found;
}

/** What a rule of ingress admits to `web`, or one of egress from it. */
function ingress(...rules: Rule[]): string[] {
  return chains({ podSelector: { matchLabels: { app: "web" } }, policyTypes: ["Ingress"], ingress: rules })[
    "ingress-10.244.0.5"
  ] as string[];
}
function egress(...rules: Rule[]): string[] {
  return chains({ policyTypes: ["Egress"], egress: rules })["egress-10.244.0.5"] as string[];
}

test("without a policy nothing is dropped; answers pass, and a pod reaches itself", () => {
  const all = chains();
  assert.equal(Object.keys(all), ["forward", "input"]);
  assert.is(all.forward?.[1], "ct state established,related accept");
  assert.ok(all.forward?.includes("ip saddr 10.244.0.5 ip daddr 10.244.0.5 accept"));
  assert.not.match(JSON.stringify(all), /drop/);
});

test("a policy without rules drops all that goes to the pods of its namespace, and nothing of others'", () => {
  const all = chains({ podSelector: {}, policyTypes: ["Ingress"] });
  assert.equal(Object.keys(all), ["ingress-10.244.0.5", "ingress-10.244.0.6", "forward", "input"]);
  assert.equal(all["ingress-10.244.0.5"], ["drop"]);
  assert.ok(all.forward?.includes("ip daddr 10.244.0.5 jump ingress-10.244.0.5"));
  assert.not.match(JSON.stringify(all.input), /jump/);
});

test("egress is dropped on its way to pods and to the node; both directions are asked", () => {
  const all = chains({ policyTypes: ["Ingress", "Egress"], ingress: [{}] });
  assert.equal(all["egress-10.244.0.5"], ["drop"]);
  assert.equal(all["ingress-10.244.0.5"], ["return", "drop"]);
  assert.ok(all.input?.includes("ip saddr 10.244.0.5 jump egress-10.244.0.5"));
  const jumps = all.forward?.filter((line) => line.includes("10.244.0.5 jump"));
  assert.equal(jumps, [
    "ip saddr 10.244.0.5 jump egress-10.244.0.5",
    "ip daddr 10.244.0.5 jump ingress-10.244.0.5",
  ]);
});

test("without policyTypes: ingress always, egress when there are rules of it", () => {
  assert.not.ok("egress-10.244.0.5" in chains({ podSelector: {} }));
  assert.ok("ingress-10.244.0.5" in chains({ podSelector: {}, egress: [{}] }));
  assert.ok("egress-10.244.0.5" in chains({ podSelector: {}, egress: [{}] }));
});

test("what one policy admits is admitted, whatever another says", () => {
  const all = chains({ policyTypes: ["Ingress"] }, { policyTypes: ["Ingress"], ingress: [{}] });
  assert.equal(all["ingress-10.244.0.5"], ["return", "drop"]);
});

test("peers by pod labels, by namespace labels, and by both", () => {
  const front = { matchLabels: { tier: "front" } };
  const b = { matchExpressions: [{ key: "team", operator: "In", values: ["b"] }] };
  assert.equal(ingress({ from: [{ podSelector: front }] }), ["ip saddr { 10.244.0.6 } return", "drop"]);
  assert.equal(ingress({ from: [{ podSelector: {} }] }), [
    "ip saddr { 10.244.0.5, 10.244.0.6 } return",
    "drop",
  ]);
  assert.equal(ingress({ from: [{ namespaceSelector: b }] }), ["ip saddr { 10.244.0.7 } return", "drop"]);
  assert.equal(ingress({ from: [{ namespaceSelector: b, podSelector: front }] }), ["drop"]);
  assert.equal(ingress({ from: [{ namespaceSelector: b }, { podSelector: front }] }), [
    "ip saddr { 10.244.0.7 } return",
    "ip saddr { 10.244.0.6 } return",
    "drop",
  ]);
});

test("a block of addresses without its exceptions; one of IPv6 admits nothing", () => {
  const block = (cidr: string, ...except: string[]) => ({ to: [{ ipBlock: { cidr, except } }] });
  assert.equal(egress(block("10.0.0.0/8", "10.244.0.0/16", "10.99.0.0/24")), [
    "ip daddr 10.0.0.0/8 ip daddr != 10.244.0.0/16 ip daddr != 10.99.0.0/24 return",
    "drop",
  ]);
  assert.equal(egress(block("10.0.0.0/8")), ["ip daddr 10.0.0.0/8 return", "drop"]);
  assert.equal(egress(block("fd00::/8")), ["drop"]);
});

test("ports by number, range and protocol alone", () => {
  assert.equal(
    ingress({ ports: [{ port: 80 }, { port: 8000, endPort: 8010, protocol: "UDP" }, { protocol: "SCTP" }] }),
    ["tcp dport 80 return", "udp dport 8000-8010 return", "meta l4proto sctp return", "drop"],
  );
});

test("a port's name is looked up in the pod that is reached, with its protocol", () => {
  assert.equal(ingress({ ports: [{ port: "http" }] }), ["tcp dport 4000 return", "drop"]);
  assert.equal(ingress({ ports: [{ port: "http", protocol: "UDP" }, { port: "none" }] }), ["drop"]);
  const b = { matchLabels: { team: "b" } };
  assert.equal(egress({ to: [{ namespaceSelector: b }], ports: [{ port: "dns", protocol: "UDP" }] }), [
    "ip daddr { 10.244.0.7 } udp dport 53 return",
    "drop",
  ]);
  assert.equal(egress({ ports: [{ port: "http" }] }), [
    "ip daddr { 10.244.0.5, 10.244.0.6, 10.244.0.7 } tcp dport 4000 return",
    "drop",
  ]);
});

test("a pod that has ended or is on the node's own network is none; an address may come from the network plugin", () => {
  const api = (uid: string, phase: string, podIP?: string, hostNetwork = false) => ({
    metadata: { uid, namespace: "shop", name: uid },
    spec: {
      containers: [{ ports: [{ name: "http", containerPort: 80 }, { containerPort: 81 }] }],
      hostNetwork,
    },
    status: { phase, ...(podIP !== undefined && { podIP }) },
  });
  const result = (uid: string, ifName: string, address: string) =>
    JSON.stringify({
      ifName,
      cniArgs: [
        ["IgnoreUnknown", "1"],
        ["K8S_POD_UID", uid],
      ],
      result: { ips: [{ address }] },
    });
  const given = addressesOf([
    result("early", "lo", "127.0.0.1/8"),
    result("early", "eth0", "10.244.0.9/24"),
    '{"half',
  ]);
  const made = podsOf(
    [
      api("early", "Pending"),
      api("none", "Pending"),
      api("done", "Succeeded", "10.244.0.2"),
      api("host", "Running", "10.99.0.1", true),
      api("up", "Running", "10.244.0.3"),
    ],
    given,
  );
  assert.equal(
    made.map(({ name, address }) => [name, address]),
    [
      ["early", "10.244.0.9"],
      ["up", "10.244.0.3"],
    ],
  );
  assert.equal(made[0]?.ports, [{ name: "http", port: 80, protocol: "TCP" }]);
});

/** `--check` asks the kernel, so it needs root; in a network namespace of its own it changes nothing. */
const everything: Policy["spec"] = {
  policyTypes: ["Ingress", "Egress"],
  ingress: [
    {
      from: [
        { podSelector: {} },
        { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16", "10.1.2.0/24"] } },
      ],
    },
    { ports: [{ port: "http" }, { port: 1, endPort: 9 }, { protocol: "UDP" }] },
  ],
  egress: [
    {
      to: [{ namespaceSelector: {} }],
      ports: [
        { port: "dns", protocol: "UDP" },
        { protocol: "SCTP", port: 9 },
      ],
    },
  ],
};
const title = "nft reads all of it";
const checked = ["--net", "nft", "--check", "-f", "-"];
if (spawnSync("unshare", ["--net", "nft", "--version"]).status !== 0)
  test.cannotRun(title, "needs nft, and root for a network namespace");
else
  test(title, () => {
    const policies = [{ metadata: { namespace: "shop", name: "a".repeat(253) }, spec: everything }];
    const input = rulesOf({ policies, pods, namespaces });
    const { status, stderr } = spawnSync("unshare", checked, { input, encoding: "utf8", env: process.env });
    assert.is(status, 0, `${stderr}\n${input}`);
  });
