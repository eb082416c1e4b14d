import { assert } from "../../harness.ts";
import { applied } from "../clustering.ts";
import { meet } from "../nodes.ts";
import type { Place } from "../place.ts";
import { probePod, reaches } from "../probes.ts";
import type { Scenario } from "../scenario.ts";

/** The policies of charts/phoenix and charts/postgres, all on: what must pass passes, hooks too, and nothing else does. */
export default {
  onCluster: true,
  async run(stage) {
    const place = stage.place("closed");
    const labels = (name: string) => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } });
    const gateway = { podSelector: { matchLabels: { role: "gateway" } } };
    await applied(place, {
      postgres: { networkPolicy: { enabled: true } },
      phoenix: {
        clustering: { strategy: "dns" },
        networkPolicy: {
          enabled: true,
          ingressFrom: [gateway],
          egress: { enabled: true, to: [{ to: [labels("postgres")], ports: [{ port: 5432 }] }] },
        },
      },
    });
    await meet(place, 2);
    assert.is((await place.page()).seeds, 3);

    await place.create(
      probePod("gateway", place.namespace),
      probePod("stranger", place.namespace),
      probePod("elsewhere", place.namespace, { listens: true }),
    );
    await place.kubectl("wait", "pods", "-l", "role", "--for=condition=Ready", "--timeout=120s");
    const [web] = await place.pods();
    assert.ok(web);
    const elsewhere = await place.kubectl("get", "pod", "elsewhere", "-o", "jsonpath={.status.podIP}");
    const ways: readonly (readonly [string, string, number])[] = [
      ["gateway", web.address, 4000],
      ["gateway", "phoenix", 80],
      [web.name, "postgres", 5432],
      ["stranger", elsewhere, 8080],
      ["stranger", web.address, 4000],
      ["stranger", web.address, 4369],
      ["stranger", web.address, 4370],
      ["gateway", web.address, 4369],
      ["stranger", "postgres", 5432],
      ["gateway", "postgres", 5432],
      [web.name, elsewhere, 8080],
      [web.name, "kubernetes.default.svc.cluster.local", 443],
    ];
    assert.equal(await Promise.all(ways.map((way) => isOpen(place, ...way))), [
      ...[true, true, true, true],
      ...ways.slice(4).map(() => false),
    ]);
    return { note: stage.site.enforcer };
  },
} satisfies Scenario;

function isOpen(place: Place, from: string, to: string, port: number): Promise<boolean> {
  return reaches(place, `${place.namespace}/${from}`, to, port);
}
