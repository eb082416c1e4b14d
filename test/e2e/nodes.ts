import { setTimeout as sleep } from "node:timers/promises";
import { appImage } from "./images.ts";
import type { Place } from "./place.ts";

/** Waits until every pod sees so many nodes, itself included: each is asked, as the Service would hide one apart. */
export async function meet(place: Place, count: number): Promise<void> {
  for (let attempt = 0; attempt < 90; attempt += 1) {
    const all = await place.pages();
    if (all.length === count && all.every(({ nodes }) => nodes.length === count)) return;
    await sleep(1000);
  }
  throw new Error(`they did not meet: ${JSON.stringify(await place.pages())}`);
}

export interface Watched {
  /** The fewest nodes that a pod behind the Service saw at any time, itself included, but for the next line. */
  readonly fewest: number;
  /** Answers of a pod that was ready for less than the chart's clustering.minReadySeconds and had met nobody yet. */
  readonly joining: number;
  readonly samples: number;
  /** Every node that was ever seen. */
  readonly names: ReadonlySet<string>;
}

/** The chart's clustering.minReadySeconds: only then an upgrade takes the next pod away. */
const JOIN_MS = 10_000;

/** Asks the Service again and again which nodes are connected; throws at the end when it did not answer once. */
export function watchNodes(place: Place): { stop(): Promise<Watched> } {
  let watching = true;
  let fewest = Number.POSITIVE_INFINITY;
  let [joining, samples] = [0, 0];
  const names = new Set<string>();
  const ended = (async () => {
    while (watching) {
      const asked = Date.now();
      const { node, nodes } = await place.page();
      if (nodes.length === 1 && asked < (await readySince(place, node)) + JOIN_MS) joining += 1;
      else fewest = Math.min(fewest, nodes.length);
      samples += 1;
      for (const name of nodes) names.add(name);
      await sleep(300);
    }
  })().then(
    () => undefined,
    (error: Error) => error,
  );
  return {
    stop: async () => {
      watching = false;
      const failed = await ended;
      if (failed) throw failed;
      return { fewest, joining, samples, names };
    },
  };
}

/** When a node's pod became ready, in milliseconds since 1970 (Kubernetes knows the second); 0 when it is not. */
async function readySince(place: Place, node: string): Promise<number> {
  const host = node.split("@")[1] ?? "";
  const { items } = JSON.parse(await place.kubectl("get", "pods", "-o", "json")) as {
    items: {
      metadata: { name: string };
      status: {
        podIP?: string;
        conditions?: { type: string; status: string; lastTransitionTime: string }[];
      };
    }[];
  };
  const pod = items.find(
    ({ metadata, status }) => status.podIP === host || host.startsWith(`${metadata.name}.`),
  );
  const ready = pod?.status.conditions?.find(({ type, status }) => type === "Ready" && status === "True");
  return ready ? Date.parse(ready.lastTransitionTime) : 0;
}

/** A pod of the sample application that is none of the release's, but looks for its nodes and knows their cookie. */
export interface Foreign {
  /** Its name as a node. */
  readonly node: string;
  /** Asks it to connect to these: whether it is connected, for each. */
  connect(nodes: readonly string[]): Promise<boolean[]>;
  remove(): Promise<void>;
}

/** Starts one in a namespace, the place's own or another, which is made. */
export async function foreignPod(place: Place, namespace: string): Promise<Foreign> {
  const cookie = await place.kubectl("get", "secret", "phoenix", "-o", "jsonpath={.data.RELEASE_COOKIE}");
  const metadata = { name: "foreign", namespace };
  const env = {
    RELEASE_DISTRIBUTION: "name",
    RELEASE_NODE: "phoenix@$(POD_IP)",
    RELEASE_TMP: "/tmp",
    DNS_CLUSTER_QUERY: `phoenix-headless.${place.namespace}.svc.cluster.local`,
    DATABASE_URL: "ecto://nobody:none@127.0.0.1/none", // it serves no page, so it never asks
    SECRET_KEY_BASE: "s".repeat(64),
  };
  await place.create(
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "Secret", metadata, data: { RELEASE_COOKIE: cookie } },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...metadata, labels: { app: "foreign" } },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: "foreign",
            image: `${appImage}:1`,
            command: ["/app/bin/harbour", "start"],
            env: [
              { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
              ...Object.entries(env).map(([name, value]) => ({ name, value })),
            ],
            envFrom: [{ secretRef: { name: "foreign" } }],
          },
        ],
      },
    },
  );
  const kubectl = (...args: string[]) => place.kubectl("-n", namespace, ...args);
  await kubectl("wait", "pod/foreign", "--for=condition=Ready", "--timeout=120s");
  const address = await kubectl("get", "pod/foreign", "-o", "jsonpath={.status.podIP}");
  const node = `phoenix@${address}`;
  const rpc = (code: string) => kubectl("exec", "foreign", "--", "/app/bin/harbour", "rpc", code);
  for (let attempt = 0; ; attempt += 1) {
    const said = await rpc("IO.puts(node())").catch((error: Error) => error.message);
    if (said.trim() === node) break;
    if (attempt === 60) throw new Error(`the foreign node does not start: ${said}`);
    await sleep(1000);
  }
  return {
    node,
    connect: async (nodes) => {
      const asked = nodes.map((one) => `:"${one}"`).join(", ");
      const code = `[${asked}] |> Task.async_stream(&Node.connect/1, timeout: :infinity) |> Enum.map(&elem(&1, 1)) |> Enum.join(" ") |> IO.puts()`;
      return (await rpc(code))
        .trim()
        .split(" ")
        .map((one) => one === "true");
    },
    remove: async () => {
      await kubectl("delete", "pod/foreign", "secret/foreign", "--wait", "--timeout=60s");
    },
  };
}

/** The names of the nodes that serve. */
export async function nodesOf(place: Place): Promise<string[]> {
  return (await place.pages()).map(({ node }) => node);
}

/** Whether every pod comes to see a node. */
export async function isSeen(place: Place, node: string): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if ((await place.pages()).every(({ nodes }) => nodes.includes(node))) return true;
    await sleep(500);
  }
  return false;
}
