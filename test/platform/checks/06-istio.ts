import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { JsonObject } from "../../../scripts/core/json.ts";
import { at } from "../../charts/helm.ts";
import { type Rendering, renderAll } from "../charts.ts";
import { type Check, insist } from "../check.ts";
import type { Stage } from "../stage.ts";

const isIstio = ({ apiVersion }: JsonObject): boolean => /\.istio\.io\//.test(String(apiVersion));

/** What `istioctl analyze` says of an object, in the fields of its JSON that are looked at. */
interface Message {
  readonly code: string;
  readonly level: string;
  readonly message: string;
  readonly origin?: string;
}

/** Istio's own tool finds nothing in what the charts render for a mesh, and finds each planted mistake. */
const check: Check = {
  parts: ["istioctl"],
  async run(stage) {
    const meshed = (await renderAll()).filter(({ objects }) => objects.some(isIstio));
    for (const one of meshed) {
      const messages = await analyze(stage, one, [...given(one), ...one.objects]);
      const bad = messages.filter(({ level }) => level !== "Info");
      insist(
        bad.length === 0,
        `${one.chart} ${one.scenario}: analyze finds something`,
        JSON.stringify(bad, null, 1),
      );
      const valid = await validate(stage, one.objects.filter(isIstio));
      insist(valid.code === 0, `${one.chart} ${one.scenario}: not valid`, valid.stdout + valid.stderr);
    }
    insist(meshed.length > 0, "no chart has objects of Istio");
    await findsPlanted(stage);
    const count = meshed.flatMap(({ objects }) => objects.filter(isIstio)).length;
    return { note: `${count} objects of ${meshed.length} scenarios; no data plane can be had: objects only` };
  },
};
export default check;

/** What belongs to the mesh's owner: a namespace whose pods get a sidecar, and each Gateway that a route names. */
function given({ namespace, objects }: Rendering): JsonObject[] {
  const named = objects.flatMap((one) =>
    isIstio(one) ? ((at(one, "spec.gateways") ?? []) as string[]) : [],
  );
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "istio-injection": "enabled" } },
    },
    ...named.filter((name) => name.includes("/")).flatMap(gatewayOf),
  ];
}

/** A Gateway of Istio by `<namespace>/<name>`, with the pod that serves it and the Secret of its certificate. */
function gatewayOf(reference: string): JsonObject[] {
  const [namespace = "", name = ""] = reference.split("/");
  const metadata = { name, namespace };
  const labels = { istio: name };
  const port = { number: 443, name: "https", protocol: "HTTPS" };
  const server = { port, hosts: ["*"], tls: { mode: "SIMPLE", credentialName: name } };
  return [
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata,
      spec: { selector: labels, servers: [server] },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...metadata, labels },
      spec: { containers: [{ name: "istio-proxy", image: "auto" }] },
    },
    { apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls" },
  ];
}

async function analyze(
  stage: Stage,
  { namespace }: { readonly namespace: string },
  objects: readonly JsonObject[],
): Promise<Message[]> {
  const file = writeObjects(stage, objects);
  const ran = await stage.part("istioctl", [
    "analyze",
    "--use-kube=false",
    "-n",
    namespace,
    "-o",
    "json",
    file,
  ]);
  insist([0, 79].includes(ran.code ?? -1), "istioctl analyze did not run", ran.stderr + ran.stdout);
  return JSON.parse(ran.stdout) as Message[];
}

function validate(stage: Stage, objects: readonly JsonObject[]) {
  return stage.part("istioctl", ["validate", "-f", writeObjects(stage, objects)]);
}

function writeObjects(stage: Stage, objects: readonly JsonObject[]): string {
  const file = path.join(stage.folder, "mesh.yaml");
  writeFileSync(file, objects.map((one) => stringify(one)).join("---\n"));
  return file;
}

async function findsPlanted(stage: Stage): Promise<void> {
  const metadata = { name: "planted", namespace: "planted" };
  const service: JsonObject = { apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata };
  const route = [{ route: [{ destination: { host: "nowhere", subset: "none" } }] }];
  const spec = { hosts: ["a.example.com"], gateways: ["missing"], http: route };
  const messages = await analyze(stage, metadata, [{ ...service, spec }]);
  insist(
    messages.some(({ code, level }) => code === "IST0101" && level === "Error"),
    "a VirtualService of a Gateway that is not there was taken",
    JSON.stringify(messages),
  );
  const wrong = await validate(stage, [{ ...service, spec: { ...spec, gatewayz: ["public"] } }]);
  insist(wrong.code === 1, "an unknown field was taken", wrong.stdout + wrong.stderr);
}
