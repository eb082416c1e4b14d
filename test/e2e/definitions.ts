import type { Place } from "./place.ts";
import { CannotRun } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** What a Prometheus of kube-prometheus-stack selects monitors by. */
export const monitorLabels = { release: "kube-prometheus-stack" };

/** Has the Prometheus operator's CustomResourceDefinitions in the cluster while a task runs, and a Prometheus with nobody to run it. */
export async function definedWhile(stage: Stage, place: Place, task: () => Promise<void>): Promise<void> {
  const yaml = await definitions();
  const done = async (args: readonly string[], input: string): Promise<void> => {
    const ran = await stage.site.kubectl(args, input);
    if (ran.code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${ran.stderr}`);
  };
  await done(["apply", "--server-side", "-f", "-"], yaml);
  try {
    await done(["wait", "--for=condition=Established", "--timeout=60s", "-f", "-"], yaml);
    await place.create(
      { apiVersion: "v1", kind: "Namespace", metadata: { name: place.namespace } },
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "Prometheus",
        metadata: { name: "k8s", namespace: place.namespace },
        spec: { serviceMonitorSelector: { matchLabels: monitorLabels } },
      },
    );
    await task();
  } finally {
    await done(["delete", "--ignore-not-found", "-f", "-"], yaml);
  }
}

/** Read as it is needed: who has no Go can play the other scenarios. */
async function definitions(): Promise<string> {
  const set = "prometheus-operator";
  try {
    const { definitionsOf, downloadDefinitions } = await import("../platform/definitions.ts");
    await downloadDefinitions([set]);
    return definitionsOf(set);
  } catch (error) {
    throw new CannotRun(`the CustomResourceDefinitions of ${set}: ${(error as Error).message}`);
  }
}
