import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** Restricted Pod Security, a LimitRange and a ResourceQuota on the namespace: pods and hooks are all admitted. */
export default {
  onCluster: true,
  async run(stage) {
    const place = stage.place("restricted");
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    const metadata = { namespace: place.namespace };
    await place.create(
      { apiVersion: "v1", kind: "Namespace", metadata: { name: place.namespace, labels } },
      {
        apiVersion: "v1",
        kind: "LimitRange",
        metadata: { ...metadata, name: "limits" },
        spec: {
          limits: [
            { type: "Container", min: { cpu: "10m", memory: "16Mi" }, max: { cpu: "2", memory: "1Gi" } },
          ],
        },
      },
      {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { ...metadata, name: "quota" },
        // Quotas refuse what states no requests and limits; counts of Jobs and Secrets hold for hooks too.
        spec: {
          hard: {
            "requests.cpu": "2",
            "requests.memory": "2Gi",
            "limits.cpu": "16",
            "limits.memory": "4Gi",
            pods: "8",
            "count/jobs.batch": "4",
          },
        },
      },
    );
    place.set({ replicas: 1 });
    const first = await place.apply();
    assert.is(first.code, 0, screen(first));
    const load = await place.load(10, "/");
    place.set({ version: "2", replicas: 1 });
    const upgrade = await place.apply();
    const { failed } = await load.stop();
    assert.is(upgrade.code, 0, screen(upgrade));
    assert.equal(failed, []);
    assert.equal(
      (await place.events()).filter((line) => /FailedCreate|forbidden|violates PodSecurity/.test(line)),
      [],
    );
    assert.is((await place.page()).schema, 20260202000002);
    return {};
  },
} satisfies Scenario;
