import path from "node:path";
import type { JsonObject } from "../../../scripts/core/json.ts";
import { ofKinds, renderAll, restricted } from "../charts.ts";
import { type Check, insist } from "../check.ts";
import { makeServerKeys } from "../keys.ts";
import { type Stage, until } from "../stage.ts";

const address = "127.0.0.1:9443";

/** The operator's own admission webhook takes our rules, and what it stands for: one whose PromQL is wrong it refuses. */
const check: Check = {
  parts: ["operator-webhook"],
  async run(stage) {
    const renderings = await renderAll();
    const rules = ofKinds(renderings, "PrometheusRule");
    const monitors = ofKinds(renderings, "ServiceMonitor", "PodMonitor");
    await installWebhook(stage);
    await stage.apply([restricted("monitoring")]);
    for (const one of [...rules, ...monitors]) {
      const ran = await dryRun(stage, one);
      insist(ran.code === 0, `${one.kind} refused`, ran.stderr);
    }
    const groups = (expr: string) => ({ groups: [{ name: "g", rules: [{ alert: "A", expr }] }] });
    const rule = {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: "planted" },
    };
    const good = await dryRun(stage, { ...rule, spec: groups("up == 0") });
    insist(good.code === 0, "a rule that is right was refused", good.stderr);
    for (const expr of ["rate(up[5m]", "sum(up) bye (job)"]) {
      const ran = await dryRun(stage, { ...rule, spec: groups(expr) });
      insist(
        ran.code !== 0 && /could not parse expression/.test(ran.stderr),
        `PromQL ${expr} was taken`,
        ran.stderr,
      );
    }
    const monitor = {
      ...rule,
      kind: "ServiceMonitor",
      spec: { selector: {}, endpoints: [{ intervall: "1m" }] },
    };
    const wrong = await dryRun(stage, monitor);
    insist(
      wrong.code !== 0 && wrong.stderr.includes("intervall"),
      "a misspelt field was taken",
      wrong.stderr,
    );
    insist(rules.length > 0 && monitors.length > 0, "no chart has a PrometheusRule and a monitor");
    return { note: `${rules.length} PrometheusRules, ${monitors.length} monitors` };
  },
};
export default check;

function dryRun(stage: Stage, object: JsonObject) {
  const { namespace: _, ...metadata } = object.metadata as JsonObject;
  const moved = JSON.stringify({ ...object, metadata });
  return stage.kubectl(["apply", "--dry-run=server", "-n", "monitoring", "-f", "-"], moved);
}

async function installWebhook(stage: Stage): Promise<void> {
  const keys = makeServerKeys(path.join(stage.folder, "operator-webhook"));
  await stage.start("operator-webhook", [
    `-web.listen-address=${address}`,
    `-web.cert-file=${keys.certificate}`,
    `-web.key-file=${keys.key}`,
  ]);
  await stage.apply([
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: "prometheusrules" },
      webhooks: [
        {
          name: "prometheusrules.monitoring.coreos.com",
          clientConfig: {
            url: `https://${address}/admission-prometheusrules/validate`,
            caBundle: keys.bundle,
          },
          rules: [
            {
              apiGroups: ["monitoring.coreos.com"],
              apiVersions: ["v1"],
              operations: ["CREATE", "UPDATE"],
              resources: ["prometheusrules"],
            },
          ],
          admissionReviewVersions: ["v1"],
          sideEffects: "None",
          failurePolicy: "Fail",
        },
      ],
    },
  ]);
  const rule = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: "first", namespace: "default" },
    spec: { groups: [] },
  };
  await until("the operator's webhook answers", async () => {
    const ran = await stage.kubectl(["apply", "--dry-run=server", "-f", "-"], JSON.stringify(rule));
    return ran.code === 0 ? true : undefined;
  });
}
