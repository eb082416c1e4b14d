import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { JsonObject } from "../../scripts/core/json.ts";
import { missingParts } from "../app/parts.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { at, chartFolder, containers, find, objects, podSpec, title, workload } from "./helm.ts";

const test = suite("charts: phoenix clustering");

const scenarios = {
  dns: "clustering",
  "dns-srv": "clustering-dns-srv",
  kubernetes: "clustering-kubernetes",
} as const;
type Strategy = keyof typeof scenarios;
const strategies = Object.keys(scenarios) as Strategy[];

const variables = (spec: JsonObject | undefined) => at(containers(spec ?? {})[0], "env") as JsonObject[];

/** The variables of the container that serves, as they are in a pod called `phoenix-0` with the address 10.1.2.3. */
function environment(all: readonly JsonObject[]): Record<string, string> {
  const fields: Record<string, string> = { "status.podIP": "10.1.2.3", "metadata.name": "phoenix-0" };
  const env: Record<string, string> = {};
  for (const one of variables(podSpec(workload(all)))) {
    const field = at(one, "valueFrom.fieldRef.fieldPath");
    const text = field === undefined ? one.value : fields[String(field)];
    // Kubernetes fills in what was defined before; a name that it does not know yet would stay as it is.
    if (text !== undefined)
      env[String(one.name)] = String(text).replace(/\$\((\w+)\)/g, (whole, name) => env[name] ?? whole);
  }
  return env;
}

const names: Record<Strategy, string> = {
  dns: "phoenix@10.1.2.3",
  "dns-srv": "shop@phoenix-0.phoenix-headless.apps.svc.cluster.local",
  kubernetes: "phoenix@10.1.2.3",
};

for (const strategy of strategies) {
  test(`${strategy}: the node has the name that its peers look for, and a fixed port`, async () => {
    const all = await objects("phoenix", scenarios[strategy]);
    const env = environment(all);
    assert.is(env.RELEASE_DISTRIBUTION, "name");
    assert.is(env.RELEASE_NODE, names[strategy]);
    assert.is(env.RELEASE_NODE?.split("@")[0], env.CLUSTER_NODE_BASENAME);
    const headless = find(all, `Service/${env.CLUSTER_SERVICE}`);
    assert.is(at(headless, "spec.clusterIP"), "None");
    assert.is(at(headless, "spec.publishNotReadyAddresses"), true);
    const [, port] = at(headless, "spec.ports") as JsonObject[];
    assert.is(env.ERL_AFLAGS, `-kernel inet_dist_listen_min ${port?.port} inet_dist_listen_max 4379`);
  });

  test(`${strategy}: a new pod has time to join before the next one goes`, async () => {
    const given = at(workload(await objects("phoenix", scenarios[strategy])), "spec.minReadySeconds");
    assert.is(given, 10);
    const other = ["clustering.minReadySeconds=30"];
    assert.is(at(workload(await objects("phoenix", scenarios[strategy], other)), "spec.minReadySeconds"), 30);
  });

  test(`${strategy}: only the release's own pods that serve reach the ports of the distribution`, async () => {
    const all = await objects("phoenix", scenarios[strategy]);
    const rules = at(find(all, "NetworkPolicy/phoenix"), "spec.ingress") as JsonObject[];
    const open = rules.filter((rule) => /tcp-(?:epmd|dist)/.test(JSON.stringify(rule.ports ?? "tcp-dist")));
    const peers = { podSelector: { matchLabels: at(workload(all), "spec.selector.matchLabels") } };
    assert.equal(open, [{ ports: [{ port: "tcp-epmd" }, { port: "tcp-dist" }], from: [peers] }]);
  });

  test(`${strategy}: no hook and no test is a node, or has a token`, async () => {
    for (const object of await objects("phoenix", scenarios[strategy])) {
      if (object.kind !== "Job" && object.kind !== "Pod") continue;
      const spec = podSpec(object) as JsonObject;
      assert.is(spec.automountServiceAccountToken, false);
      const env = variables(spec).map(({ name, value }) => `${name}=${value}`);
      if (object.kind === "Job") assert.ok(env.includes("RELEASE_DISTRIBUTION=none"), title(object));
      assert.not(env.some((one) => /^(?:RELEASE_NODE|DNS_CLUSTER_QUERY|CLUSTER_)/.test(one)));
    }
  });
}

test("kubernetes alone has rights: to list one kind in its own namespace, for the account of its pods", async () => {
  for (const strategy of ["dns", "dns-srv"] as const)
    assert.not(
      (await objects("phoenix", scenarios[strategy])).some(({ kind }) => /^Role/.test(String(kind))),
    );
  const groups = { pods: "", endpoints: "", endpointslices: "discovery.k8s.io" };
  for (const [lookup, group] of Object.entries(groups)) {
    const all = await objects("phoenix", scenarios.kubernetes, [`clustering.kubernetes.lookup=${lookup}`]);
    assert.equal(find(all, "Role/phoenix-peers").rules, [
      { apiGroups: [group], resources: [lookup], verbs: ["list"] },
    ]);
    const binding = find(all, "RoleBinding/phoenix-peers");
    assert.equal(binding.subjects, [{ kind: "ServiceAccount", name: "phoenix", namespace: "apps" }]);
    assert.is(podSpec(workload(all))?.serviceAccountName, "phoenix");
    assert.equal(binding.roleRef, {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "Role",
      name: "phoenix-peers",
    });
  }
});

test("kubernetes: the selector in the environment is the one of the pods", async () => {
  const all = await objects("phoenix", scenarios.kubernetes);
  const labels = at(workload(all), "spec.selector.matchLabels") as JsonObject;
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  assert.is(environment(all).CLUSTER_SELECTOR, pairs.join(","));
  for (const object of all) {
    if (object.kind !== "Service") continue;
    for (const [key, value] of Object.entries(labels))
      assert.is((at(object, "metadata.labels") as JsonObject)[key], value, "its Endpoints have its labels");
  }
});

test("dns-srv: a StatefulSet of the headless Service, which the autoscaler and the budget mean, too", async () => {
  const all = await objects("phoenix", scenarios["dns-srv"]);
  const set = find(all, "StatefulSet/phoenix");
  assert.is(at(set, "spec.serviceName"), "phoenix-headless");
  assert.is(at(set, "spec.podManagementPolicy"), "Parallel");
  assert.is(at(set, "spec.replicas"), undefined);
  const target = at(find(all, "HorizontalPodAutoscaler/phoenix"), "spec.scaleTargetRef");
  assert.equal(target, { apiVersion: "apps/v1", kind: "StatefulSet", name: "phoenix" });
  const budget = at(find(all, "PodDisruptionBudget/phoenix"), "spec.selector");
  assert.equal(budget, at(set, "spec.selector"));
});

test("none: no distribution, no headless Service, no rights", async () => {
  const all = await objects("phoenix", "minimal");
  assert.is(environment(all).RELEASE_DISTRIBUTION, "none");
  assert.is(at(workload(all), "spec.minReadySeconds"), undefined);
  assert.not(all.some((object) => /headless|Role/.test(title(object))));
});

const lacking = missingParts();
const promise = "the runtime.exs of the README makes the topology out of the pod's environment";
if (lacking) test.cannotRun(promise, lacking);
else
  test(promise, async () => {
    const readme = readFileSync(path.join(chartFolder("phoenix"), "README.head.md"), "utf8");
    const blocks = [...readme.matchAll(/```elixir\n([\s\S]*?)```/g)].map((one) => one[1] as string);
    const [block] = blocks.filter((one) => one.includes(":libcluster"));
    const file = path.join(tempDirectory(), "runtime.exs");
    writeFileSync(file, `import Config\n${block}`);
    const read = "IO.inspect(Config.Reader.read!(hd(System.argv()))[:libcluster][:topologies][:release])";
    const topology = async (strategy: Strategy) =>
      execFileSync("elixir", ["-e", read, file], {
        encoding: "utf8",
        env: {
          PATH: process.env.PATH,
          HOME: tempDirectory(),
          ...environmentOf(await objects("phoenix", scenarios[strategy])),
        },
      }).replace(/\s+/g, " ");
    assert.match(
      await topology("dns"),
      /Kubernetes\.DNS, config: \[ ?service: "phoenix-headless\.apps\.svc\.cluster\.local", application_name: "phoenix"/,
    );
    assert.match(
      await topology("dns-srv"),
      /Kubernetes\.DNSSRV, config: \[ ?service: "phoenix-headless", namespace: "apps", application_name: "shop"/,
    );
    assert.match(
      await topology("kubernetes"),
      /Kubernetes, config: .*kubernetes_ip_lookup_mode: :pods, kubernetes_selector: "app\.kubernetes\.io\/name=phoenix,.*kubernetes_namespace: "apps", kubernetes_node_basename: "phoenix"/,
    );
  });

/** Without what would change how Elixir itself starts. */
function environmentOf(all: readonly JsonObject[]): Record<string, string> {
  const { ERL_AFLAGS: _, ...rest } = environment(all);
  return rest;
}
