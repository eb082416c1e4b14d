import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { isObject, type Json, type JsonObject, valueAt } from "../../scripts/core/json.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite } from "../harness.ts";
import { copy, helmfile } from "./bare.ts";

const test = suite("the platform's releases");
const components = [
  "gateway",
  "certManager",
  "externalDns",
  "kubePrometheusStack",
  "metricsServer",
  "cloudnativePg",
];

interface Built {
  readonly releases: readonly JsonObject[];
  readonly repositories: readonly JsonObject[];
}

/** The sample with what is wanted on in `local`: changes of `platform`, in JSON. */
function sample(platform: JsonObject, own: JsonObject = {}): string {
  const root = copy();
  const file = path.join(root, "environments/local/values.yaml");
  const values = parse(readFileSync(file, "utf8")) as JsonObject;
  writeFileSync(file, JSON.stringify({ ...values, ...own, platform }));
  return root;
}

/** helmfile without a network: every chart is a folder of the test's, and helm knows every repository. */
async function offline(root: string, ...args: string[]): ReturnType<typeof helmfile> {
  const tool = await findTool("helm");
  if (!tool.ok) throw new Error("helm is missing");
  const fake = path.join(root, "helm");
  const script = `#!/bin/sh\ncase "$*" in *"repo "*) exit 0 ;; esac\nexec '${tool.value.path}' "$@"\n`;
  writeFileSync(fake, script, { mode: 0o755 });
  standIn(root);
  return helmfile(root, ["--helm-binary", fake, "--chart", path.join(root, "stand-in"), ...args]);
}

function standIn(root: string): void {
  mkdirSync(path.join(root, "stand-in/templates"), { recursive: true });
  writeFileSync(path.join(root, "stand-in/Chart.yaml"), "apiVersion: v2\nname: stand-in\nversion: 0.1.0\n");
  writeFileSync(
    path.join(root, "stand-in/templates/replicas.yaml"),
    "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: replicas-{{ .Values.replicas }} }\n",
  );
}

/** What helmfile would release, and from which repositories. */
async function built(root: string, environment = "local"): Promise<Built> {
  const ran = await offline(root, "-e", environment, "build", "--embed-values");
  assert.is(ran.code, 0, ran.stderr);
  const state = parseAllDocuments(ran.stdout)
    .map((one) => one.toJS() as Json)
    .findLast(isObject);
  const list = (key: string) => {
    const found = state?.[key];
    return Array.isArray(found) ? found.filter(isObject) : [];
  };
  return { releases: list("releases"), repositories: list("repositories") };
}

const on = (names: readonly string[], more: JsonObject = {}): JsonObject =>
  Object.fromEntries(
    names.map((name) => {
      const own = name === "externalDns" ? { txtOwnerId: "shop" } : {};
      const given = more[name];
      return [name, { enabled: true, ...own, ...(isObject(given) ? given : {}) }];
    }),
  );

const find = ({ releases }: Built, name: string): JsonObject => {
  const found = releases.find((one) => one.name === name);
  if (!found) throw new Error(`no release ${name}`);
  return found;
};

/** A release's values, all layers in one: ours never contradict each other. */
const values = (state: Built, name: string): JsonObject =>
  Object.assign({}, ...((find(state, name).values as readonly JsonObject[]) ?? []));

/** helmfile's groups: what stands in one begins when all before it is done. */
async function groups(root: string): Promise<string[][]> {
  const ran = await offline(root, "-e", "local", "show-dag");
  assert.is(ran.code, 0, ran.stderr);
  const found: string[][] = [];
  for (const [, group, release] of ran.stdout.matchAll(/^(\d+)\s+kwok-chartroom\/\S+\/(\S+)/gm)) {
    const at = Number(group) - 1;
    found[at] = [...(found[at] ?? []), String(release)];
  }
  return found.map((one) => one.sort());
}

test("every environment of the sample leaves it to another team: all is off, and no repository is asked", async () => {
  for (const name of ["local", "staging", "production"]) {
    const state = await built(copy(), name);
    assert.equal(state.repositories, [], name);
    const ran = await helmfile(copy(), ["-e", name, "list", "--output", "json"]);
    const listed = JSON.parse(ran.stdout) as { name: string; enabled: boolean }[];
    const enabled = listed.filter((one) => one.enabled).map((one) => one.name);
    assert.not(
      enabled.some((one) =>
        /traefik|cert-manager|external-dns|prometheus|metrics|cloudnative|envoy/.test(one),
      ),
    );
  }
});

test("all versions are exact, and each release has a namespace of its own", async () => {
  const state = await built(sample(on(components)));
  const cluster = state.releases.filter(
    (one) => valueAt(one, ["labels", "layer"]) === "cluster" && one.version,
  );
  assert.equal(
    cluster.map((one) => `${one.namespace}/${one.name} ${one.version}`),
    [
      "kube-system/metrics-server 3.13.1",
      "monitoring/kube-prometheus-stack 88.5.3",
      "traefik/traefik 41.3.0",
      "cert-manager/cert-manager v1.21.1",
      "external-dns/external-dns 1.21.1",
      "cnpg-system/cloudnative-pg 0.29.0",
    ],
  );
  assert.equal(state.repositories.map((one) => one.name).sort(), ["cnpg", "external-dns", "metrics-server"]);
});

test("what brings CRDs comes first: monitors, then the Gateway API, then who looks for it, then the Gateway, then the app", async () => {
  const releases = { namespaces: { enabled: true }, edge: { enabled: true }, postgres: { enabled: true } };
  const root = sample(on(components), {
    releases,
    edge: { hosts: ["shop.localhost"], issuer: { type: "ca" } },
  });
  assert.equal(await groups(root), [
    ["kube-prometheus-stack", "metrics-server", "namespaces"],
    ["cloudnative-pg", "postgres", "traefik"],
    ["cert-manager", "external-dns"],
    ["edge"],
    ["phoenix"],
  ]);
});

test("needs name only what is on", async () => {
  const releases = { edge: { enabled: true } };
  const edge = { hosts: ["shop.localhost"], issuer: { type: "ca" } };
  const only = await built(sample(on(["certManager"]), { releases, edge }));
  assert.equal(find(only, "edge").needs, ["kwok-chartroom/cert-manager/cert-manager"]);
  assert.is(find(only, "cert-manager").needs, undefined);
  const gone = await built(sample({ certManager: { enabled: true, installed: false } }, { releases, edge }));
  assert.is(find(gone, "cert-manager").installed, false);
  assert.is(find(gone, "edge").needs, undefined);
});

test("each chart's CRDs are asked for in its own words, and monitors only where their CRDs are", async () => {
  const all = await built(sample(on(components)));
  assert.equal(valueAt(values(all, "cert-manager"), ["crds"]), { enabled: true, keep: true });
  assert.equal(valueAt(values(all, "kube-prometheus-stack"), ["crds"]), { enabled: true });
  assert.equal(valueAt(values(all, "cloudnative-pg"), ["crds"]), { create: true });
  const hooks = JSON.stringify(find(all, "traefik").hooks);
  assert.match(hooks, '"presync"');
  assert.match(hooks, "gateway-api/releases/download/v1.6.3/standard-install.yaml");
  assert.match(hooks, '"--context","kwok-chartroom"');
  assert.is(valueAt(values(all, "cert-manager"), ["prometheus", "servicemonitor", "enabled"]), true);
  const without = await built(sample(on(["certManager", "externalDns"])));
  assert.is(valueAt(values(without, "cert-manager"), ["prometheus"]), undefined);
  assert.is(valueAt(values(without, "external-dns"), ["serviceMonitor"]), undefined);
});

test("platform.gateway.controller envoy-gateway: the other controller, and its needs", async () => {
  const state = await built(
    sample(on(["gateway", "certManager"], { gateway: { controller: "envoy-gateway" } })),
  );
  assert.is(find(state, "envoy-gateway").version, "v1.9.1");
  assert.is(find(state, "envoy-gateway").namespace, "envoy-gateway-system");
  assert.not(state.releases.some((one) => one.name === "traefik"));
  assert.equal(find(state, "cert-manager").needs, ["kwok-chartroom/envoy-gateway-system/envoy-gateway"]);
});

test("external-dns is told whose records it may change, and stops without", async () => {
  const root = sample({ externalDns: { enabled: true } });
  const ran = await helmfile(root, ["-e", "local", "build"]);
  assert.is.not(ran.code, 0);
  assert.match(ran.stderr, "platform.externalDns.txtOwnerId is empty");
  const own = {
    annotationPrefix: "external-dns.kubernetes.io/",
    gatewayLabelFilter: "dns=public",
    provider: "cloudflare",
  };
  const credentials = [{ variable: "CF_API_TOKEN", secret: "cloudflare", key: "api-token" }];
  const given = await built(sample(on(["externalDns"], { externalDns: { ...own, credentials } })));
  const made = values(given, "external-dns");
  assert.is(made.txtOwnerId, "shop");
  assert.is(made.policy, "upsert-only");
  assert.equal(made.extraArgs, [
    "--annotation-prefix=external-dns.kubernetes.io/",
    "--gateway-label-filter=dns=public",
  ]);
  assert.equal(made.env, [
    { name: "CF_API_TOKEN", valueFrom: { secretKeyRef: { name: "cloudflare", key: "api-token" } } },
  ]);
});

test("a chart may come from a mirror or a folder: then it is pulled from there, and values of one's own win", async () => {
  const root = sample(
    on(["metricsServer"], {
      metricsServer: { chart: "../stand-in", version: "0.1.0", values: { replicas: 7 } },
    }),
  );
  standIn(root);
  assert.equal((await built(root)).repositories, []);
  const ran = await helmfile(root, ["-e", "local", "-l", "name=metrics-server", "template", "--skip-deps"]);
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, "replicas-7");
});
