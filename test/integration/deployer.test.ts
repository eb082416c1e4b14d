import { writeFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { embeddedKubeconfig } from "../../scripts/cluster/names.ts";
import { readIfThere } from "../../scripts/core/files.ts";
import type { JsonObject } from "../../scripts/core/json.ts";
import { shell } from "../../scripts/core/shell.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { secretEnvironment } from "../../scripts/secrets/environment.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { type CliResult, chartroom, sampleRepository } from "../rig.ts";
import { customDefinition } from "./custom-definition.ts";
import { get, noCluster, ownCluster } from "./sample.ts";

const test = suite("integration: the deployer of charts/namespace applies the sample, and nothing more");
const root = sampleRepository();
const kubeconfig = path.join(tempDirectory(), "kubeconfig");
const namespace = "shop";

/** Kinds of the Gateway API and cert-manager, as far as rights on them go. */
const custom = [
  ["gateway.networking.k8s.io", "Gateway", "gateways"],
  ["gateway.networking.k8s.io", "HTTPRoute", "httproutes"],
  ["cert-manager.io", "Issuer", "issuers"],
  ["cert-manager.io", "Certificate", "certificates"],
] as const;

test.before(async () => {
  await ownCluster();
  await applied(custom.map(([group, kind, plural]) => customDefinition(group, kind, plural)));
});
test.after(noCluster);

/** Makes or changes objects as the administrator. */
async function applied(items: readonly JsonObject[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  const ran = await kubectl(["apply", "-f", "-"], await childVariables(true), list);
  if (ran.code !== 0) throw new Error(ran.stderr);
}

/** All that the sample's charts have, on: `edge`, the database with its dumps, autoscaling, routes, peers found through a Role. */
function values(context: string, tag: string): string {
  return JSON.stringify({
    context,
    namespace,
    timeout: 120,
    releases: { namespaces: { enabled: true }, edge: { enabled: true }, postgres: { enabled: true } },
    namespaces: { deployer: { enabled: true, serviceAccount: { create: true } } },
    edge: { hosts: ["shop.localhost"], issuer: { type: "ca" } },
    phoenix: {
      host: "shop.localhost",
      image: { tag },
      hooks: {
        helmTimeoutSeconds: 120,
        migrate: { activeDeadlineSeconds: 90 },
        seed: { activeDeadlineSeconds: 90 },
      },
      clustering: { strategy: "kubernetes", kubernetes: { lookup: "endpointslices" } },
      autoscaling: { enabled: true },
      ingress: { enabled: true },
      httpRoute: { enabled: true, parentRefs: [{ name: "edge", sectionName: "https" }] },
    },
    postgres: {
      persistence: { size: "1Gi" },
      backup: { enabled: true, size: "1Gi" },
      networkPolicy: { enabled: true },
    },
  });
}

async function administrator(...args: string[]): Promise<CliResult> {
  writeFileSync(path.join(root, "environments/local/values.yaml"), values("kwok-chartroom", "1.0.0"));
  return chartroom(["-e", "local", ...args], { cwd: root });
}

async function deployer(tag: string, ...args: string[]): Promise<CliResult> {
  writeFileSync(path.join(root, "environments/local/values.yaml"), values("deployer", tag));
  return chartroom(["-e", "local", ...args], { cwd: root, env: { KUBECONFIG: kubeconfig } });
}

const ofDeployer = async () => ({ ...(await childVariables(false)), KUBECONFIG: kubeconfig });

/** A kubeconfig with a token of the ServiceAccount, and nothing of the administrator's. */
async function login(): Promise<void> {
  const admin = parse(readIfThere(embeddedKubeconfig()) ?? "") as { clusters: JsonObject[] };
  const made = await kubectl(
    ["-n", namespace, "create", "token", "deployer", "--duration", "1h"],
    await childVariables(true),
  );
  assert.is(made.code, 0, made.stderr);
  const [cluster] = admin.clusters;
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ ...cluster, name: "own" }],
    users: [{ name: "deployer", user: { token: made.stdout.trim() } }],
    contexts: [{ name: "deployer", context: { cluster: "own", user: "deployer", namespace } }],
    "current-context": "deployer",
  };
  writeFileSync(kubeconfig, stringify(config), { mode: 0o600 });
}

test("an administrator makes the namespace with the layer `cluster`", async () => {
  const ran = await administrator("-l", "layer=cluster", "apply", "--yes");
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  const made = (await get("namespace", namespace)) as JsonObject;
  assert.match(JSON.stringify(made.metadata), '"pod-security.kubernetes.io/enforce":"restricted"');
  await login();
});

test("the deployer makes a first install of the layer `app`, hooks and all", async () => {
  const ran = await deployer("1.0.0", "-l", "layer=app", "apply", "--yes");
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  assert.match(ran.stderr, "edge: installed, revision 1");
  assert.match(ran.stderr, "phoenix: pre-install hook Job phoenix-seed");
  assert.match(ran.stderr, "phoenix: installed, revision 1");
});

test("the deployer upgrades, runs a task, and bare helmfile does with the same rights", async () => {
  const upgraded = await deployer("1.1.0", "-l", "layer=app", "apply", "--yes");
  assert.is(upgraded.code, 0, upgraded.stdout + upgraded.stderr);
  assert.match(upgraded.stderr, "phoenix: upgraded, revision 2");
  const ran = await deployer("1.1.0", "-l", "layer=app", "run", "migrate", "--yes");
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  await deployer("1.2.0", "-l", "layer=app", "check");
  const bare = await shell("helmfile", ["-e", "local", "-l", "layer=app", "sync"], {
    cwd: root,
    env: { ...(await childVariables(false)), KUBECONFIG: kubeconfig, ...secretEnvironment(root) },
  });
  assert.is(bare.code, 0, bare.stderr);
});

test("the deployer makes no namespace, no cluster-wide object, and reads nothing of another namespace", async () => {
  for (const [verb, what, ...where] of [
    ["create", "namespaces"],
    ["create", "clusterroles"],
    ["create", "customresourcedefinitions"],
    ["get", "secrets", "-n", "default"],
    ["get", "pods", "-n", "kube-system"],
    ["update", "resourcequotas", "-n", namespace],
    ["create", "pods", "--subresource=exec", "-n", namespace],
  ] as const) {
    const asked = await kubectl(["auth", "can-i", verb, what, ...where], await ofDeployer());
    assert.is(asked.stdout.trim(), "no", `${verb} ${what}`);
  }
  const yes = await kubectl(["auth", "can-i", "create", "jobs", "-n", namespace], await ofDeployer());
  assert.is(yes.stdout.trim(), "yes");
});

let tag = 2;
for (const without of ["secrets", "jobs", "deployments", "httproutes"]) {
  test(`without the right on ${without} the deployer's apply fails, and with it works again`, async () => {
    tag += 1;
    const role = (await get("role", "deployer", "-n", namespace)) as JsonObject & { rules: JsonObject[] };
    const rest = role.rules.map((rule) => ({
      ...rule,
      resources: (rule.resources as string[]).filter((one) => one !== without),
    }));
    const before = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "deployer", namespace },
    };
    await applied([{ ...before, rules: rest.filter(({ resources }) => resources.length > 0) }]);
    const failed = await deployer(`1.${tag}.0`, "-l", "name=phoenix", "apply", "--yes");
    assert.is.not(failed.code, 0, failed.stdout + failed.stderr);
    assert.match(
      failed.stdout + failed.stderr,
      new RegExp(`${without}.*forbidden|forbidden.*${without}`, "s"),
    );
    await applied([{ ...before, rules: role.rules }]);
  });
}
