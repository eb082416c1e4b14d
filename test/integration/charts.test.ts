import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { shell } from "../../scripts/core/shell.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { assert, suite } from "../harness.ts";
import { noCluster, ownCluster } from "./sample.ts";

const test = suite("integration: the API server accepts what the charts render");
const charts = path.resolve(import.meta.dirname, "../../charts");
const namespace = "restricted";
/** Groups whose CRDs the embedded cluster does not have. */
const foreign =
  /^(gateway\.networking|monitoring\.coreos|postgresql\.cnpg|cert-manager|(networking|security)\.istio|grafana\.integreatly)\b/;

interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
}

test.before(async () => {
  await ownCluster();
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

test.after(noCluster);

for (const chart of readdirSync(charts)) {
  const scenarios = path.join(charts, chart, "ci");
  for (const file of existsSync(scenarios) ? readdirSync(scenarios) : []) {
    test.ofKind(`${chart}: ${file}`, async () => {
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
      const all = parseAllDocuments(rendered.stdout, { version: "1.1" })
        .map((one) => one.toJS() as Rendered | null)
        .filter((one) => one !== null);
      const objects = all.filter((one) => !foreign.test(one.apiVersion));
      assert.ok(all.length > 0);
      // What else needs a CRD is applied to an API server that has the real ones: test/platform, `01`.
      assert.ok(objects.length > 0 || chart === "edge");
      const send = async (words: readonly string[], some: readonly Rendered[]) => {
        if (some.length === 0) return; // kubectl calls that an error
        const list = { apiVersion: "v1", kind: "List", items: some };
        const answer = await kubectl(["apply", ...words, "-f", "-"], env, JSON.stringify(list));
        assert.is(answer.code, 0, answer.stderr);
        assert.not.match(answer.stderr, "would violate PodSecurity");
      };
      const here = (one: Rendered) => (one.metadata.namespace ?? namespace) === namespace;
      // A dry run keeps nothing: a namespace must be there for its objects, a ServiceAccount for its pods.
      const first = objects.filter(({ kind }) => kind === "Namespace");
      await send([], first);
      const accounts = objects.filter((one) => one.kind === "ServiceAccount");
      await send(["-n", namespace], accounts.filter(here));
      await send(["-n", namespace, "--dry-run=server"], objects.filter(here));
      await send(
        ["--dry-run=server"],
        objects.filter((one) => !here(one)),
      );
    });
  }
}
