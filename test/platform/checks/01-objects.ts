import type { JsonObject } from "../../../scripts/core/json.ts";
import { at } from "../../charts/helm.ts";
import { applyRendering, hasNoDefinition, type Rendering, renderAll, restricted } from "../charts.ts";
import { type Check, insist } from "../check.ts";
import { type Stage, until } from "../stage.ts";

/** What the scenarios refer to that a cluster's owner makes. */
const given: readonly JsonObject[] = [
  { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: "important" }, value: 1000 },
];

/**
 * Every object of every scenario of our charts is taken by the API server as it is, in namespaces that admit
 * `restricted` pods alone; every pod of a workload can be made.
 */
const check: Check = {
  parts: [],
  async run(stage) {
    await stage.apply(given);
    await makeRoom(stage);
    const renderings = await renderAll();
    const kinds = new Set<string>();
    let count = 0;
    for (const one of renderings) {
      await applyRendering(stage, one);
      const taken = one.objects.filter((object) => !hasNoDefinition(object));
      count += taken.length;
      for (const { apiVersion, kind } of taken) kinds.add(`${apiVersion}/${kind}`);
    }
    for (const one of renderings) await podsOf(stage, one);
    await refusesPlanted(stage);
    const custom = [...kinds].filter((kind) => /\.(io|com|dev)\//.test(kind) && !/\.k8s\.io\/v/.test(kind));
    const gateway = [...kinds].filter((kind) => kind.startsWith("gateway.networking.k8s.io/"));
    const backed = [...custom, ...gateway].map((kind) => kind.replace(/.*\//, "")).sort();
    return {
      note: `${count} objects of ${renderings.length} scenarios; kinds of CRDs: ${backed.join(", ") || "none"}`,
    };
  },
};
export default check;

/** All scenarios run at once, on one simulated node, which has room for 110 pods by itself. */
async function makeRoom(stage: Stage): Promise<void> {
  const node = (await stage.ask(["get", "nodes", "-o", "name"])).trim().split("\n")[0] as string;
  const status = { capacity: { pods: "2000" }, allocatable: { pods: "2000" } };
  await stage.ask(["patch", node, "--subresource=status", "--type=merge", "-p", JSON.stringify({ status })]);
}

/** Pods are made one after the other by the controllers, so a refusal shows as an event and as replicas that lack. */
async function podsOf(stage: Stage, { chart, scenario, namespace, objects }: Rendering): Promise<void> {
  for (const one of objects.filter(({ kind }) => ["Deployment", "StatefulSet"].includes(String(kind)))) {
    const where = [`${one.kind}/${at(one, "metadata.name")}`, "-n", namespace];
    await until(`${chart} ${scenario}: pods of ${where[0]}`, async () => {
      const ran = await stage.kubectl(["rollout", "status", ...where, "--timeout=5s"]);
      const events = await stage.ask([
        ...["get", "events", "-n", namespace, "--field-selector", "reason=FailedCreate"],
        ...["-o", "jsonpath={.items[*].message}"],
      ]);
      insist(!/forbidden|violates/.test(events), `${chart} ${scenario}: a pod was refused`, events);
      return ran.code === 0 ? true : undefined;
    });
  }
}

/** The rules that the check leans on are on: an unknown field, a wrong type and a privileged pod are refused. */
async function refusesPlanted(stage: Stage): Promise<void> {
  await stage.apply([restricted("planted")]);
  const route = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "planted", namespace: "planted" },
  };
  const pod = { containers: [{ name: "a", image: "a", securityContext: { privileged: true } }] };
  const planted: readonly (readonly [JsonObject, RegExp])[] = [
    [{ ...route, spec: { hostname: ["a.example.com"] } }, /spec\.hostname|unknown field/],
    [{ ...route, spec: { hostnames: "a.example.com" } }, /hostnames/],
    [
      { apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "planted" }, spec: pod },
      /restricted/,
    ],
  ];
  for (const [object, words] of planted) {
    const ran = await stage.kubectl(["apply", "--server-side", "-f", "-"], JSON.stringify(object));
    insist(ran.code !== 0 && words.test(ran.stderr), "a planted mistake was taken", ran.stderr);
  }
}
