import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { type Json, valueAt } from "../../scripts/core/json.ts";
import { shell } from "../../scripts/core/shell.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { secretEnvironment } from "../../scripts/secrets/environment.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, sampleRepository } from "../rig.ts";
import { customDefinition } from "./custom-definition.ts";
import { get, noCluster, ownCluster } from "./sample.ts";

const test = suite("integration: the platform, the Gateway and the app in one apply on an empty cluster");
const root = sampleRepository();

test.before(ownCluster);
test.after(noCluster);

/** Charts in the places of Traefik's and cert-manager's: the first brings no CRDs, as upstream's, the second its own. */
function standIns(): void {
  const chart = (name: string, version: string, template: string): void => {
    mkdirSync(path.join(root, name, "templates"), { recursive: true });
    writeFileSync(path.join(root, name, "Chart.yaml"), stringify({ apiVersion: "v2", name, version }));
    writeFileSync(path.join(root, name, "templates/all.yaml"), template);
  };
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "traefik" } };
  chart("traefik", "41.3.0", `${stringify(map)}data: { values: {{ toJson .Values | quote }} }\n`);
  const certificates = [
    customDefinition("cert-manager.io", "Issuer", "issuers"),
    customDefinition("cert-manager.io", "Certificate", "certificates"),
  ];
  chart("cert-manager", "1.21.1", certificates.map((one) => stringify(one)).join("---\n"));
}

/** `version` is that of the Gateway API's CRDs. */
function values(version: string): void {
  const gateways = [
    customDefinition("gateway.networking.k8s.io", "Gateway", "gateways", version),
    customDefinition("gateway.networking.k8s.io", "HTTPRoute", "httproutes", version),
  ];
  const manifest = path.join(root, "gateway-api.yaml");
  writeFileSync(manifest, gateways.map((one) => stringify(one)).join("---\n"));
  const local = {
    context: "kwok-chartroom",
    namespace: "shop",
    releases: { edge: { enabled: true }, postgres: { enabled: false } },
    platform: {
      gateway: { enabled: true, gatewayApi: { version, manifest }, traefik: { chart: "../traefik" } },
      certManager: { enabled: true, chart: "../cert-manager", version: "1.21.1" },
    },
    edge: { hosts: ["shop.localhost"], issuer: { type: "ca" } },
    phoenix: {
      host: "shop.localhost",
      replicaCount: 1,
      httpRoute: { enabled: true, parentRefs: [{ name: "edge", sectionName: "https" }] },
    },
  };
  writeFileSync(path.join(root, "environments/local/values.yaml"), JSON.stringify(local));
}

const ofBundle = async (): Promise<Json | undefined> =>
  valueAt(await get("crd", "httproutes.gateway.networking.k8s.io"), [
    "metadata",
    "annotations",
    "gateway.networking.k8s.io/bundle-version",
  ]);

test("CRDs are there before what is made of them", async () => {
  standIns();
  values("v1.6.3");
  const ran = await chartroom(["-e", "local", "apply", "--yes"], { cwd: root });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  const order = [...ran.stderr.matchAll(/^\s+\d+\. (\S+): installed/gm)].map((one) => one[1]);
  assert.equal(order, ["traefik", "cert-manager", "edge", "phoenix"]);
  assert.match(
    JSON.stringify(valueAt(await get("httproute", "phoenix", "-n", "shop"), ["spec", "parentRefs"])),
    '"name":"edge"',
  );
  assert.is(await ofBundle(), "v1.6.3");
});

test("another version of the Gateway API is applied, though nothing else changed", async () => {
  values("v1.7.0");
  const ran = await chartroom(["-e", "local", "apply", "--yes"], { cwd: root });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  assert.is(await ofBundle(), "v1.7.0");
});

test("bare helmfile keeps the same order on an empty cluster, without an option", async () => {
  const env = { ...(await childVariables(true)), ...secretEnvironment(root) };
  const gone = await shell("helmfile", ["-e", "local", "destroy"], { cwd: root, env });
  assert.is(gone.code, 0, gone.stderr);
  await kubectl(["delete", "crd", "--all"], env);
  const ran = await shell("helmfile", ["-e", "local", "apply", "--suppress-diff"], { cwd: root, env });
  assert.is(ran.code, 0, ran.stderr);
  assert.is(valueAt(await get("gateway", "edge", "-n", "shop"), ["spec", "gatewayClassName"]), "traefik");
});
