import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { clusterDown, clusterUp } from "../../scripts/cluster/cluster.ts";
import { shell } from "../../scripts/core/shell.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("integration: the API server accepts what the charts render");
const charts = path.resolve(import.meta.dirname, "../../charts");
const namespace = "restricted";
/** Kinds whose CRDs the embedded cluster does not have. */
const foreign =
  /^apiVersion: (gateway\.networking|monitoring\.coreos|postgresql\.cnpg|cert-manager|networking\.istio)/m;

test.before(async () => {
  process.env.CHARTROOM_CLUSTER_DIRECTORY = path.join(tempDirectory(), "cluster");
  const up = await clusterUp();
  if (!up.ok) throw new Error(JSON.stringify(up.error));
  const made = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: namespace,
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
      },
    },
  };
  // `everything-extra` names a priority class, which a cluster's owner would have made.
  const priority = {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name: "important" },
    value: 10,
  };
  const list = { apiVersion: "v1", kind: "List", items: [made, priority] };
  await kubectl(["apply", "-f", "-"], await childVariables(true), JSON.stringify(list));
});

test.after(async () => {
  await clusterDown();
  delete process.env.CHARTROOM_CLUSTER_DIRECTORY;
});

for (const chart of readdirSync(charts)) {
  const scenarios = path.join(charts, chart, "ci");
  for (const file of existsSync(scenarios) ? readdirSync(scenarios) : []) {
    test(`${chart}: ${file}`, async () => {
      const env = await childVariables(true);
      const args = [
        "template",
        chart,
        path.join(charts, chart),
        "-n",
        namespace,
        "-f",
        path.join(scenarios, file),
      ];
      const rendered = await shell("helm", args, { env });
      assert.is(rendered.code, 0, rendered.stderr);
      const documents = rendered.stdout
        .split(/^---$/m)
        .filter((one) => /^kind:/m.test(one) && !foreign.test(one));
      assert.ok(documents.length > 0);
      // A dry run keeps nothing, and a pod is only admitted when its ServiceAccount is there.
      const accounts = documents.filter((one) => /^kind: ServiceAccount$/m.test(one));
      if (accounts.length > 0)
        await kubectl(["apply", "-n", namespace, "-f", "-"], env, accounts.join("\n---\n"));
      const sent = ["apply", "--dry-run=server", "-n", namespace, "-f", "-"];
      const answer = await kubectl(sent, env, documents.join("\n---\n"));
      assert.is(answer.code, 0, answer.stderr);
      assert.not.match(answer.stderr, "would violate PodSecurity");
    });
  }
}
