import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "../../harness.ts";
import type { Place } from "../place.ts";
import { probePod, reaches } from "../probes.ts";
import type { Scenario } from "../scenario.ts";

const templates = ["deny", "egress", "ingress"].map((one) => `templates/networkpolicy-${one}.yaml`);

/** The policies of charts/namespace: a namespace is closed both ways, but for its own pods, DNS and whom the values name. */
export default {
  onCluster: true,
  async run(stage) {
    const place = stage.place("walled");
    const outside = `${place.namespace}-not`;
    await place.create(
      ...[place.namespace, outside].map((name) => ({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name },
      })),
      probePod("server", place.namespace, { listens: true }),
      probePod("peer", place.namespace),
      probePod("server", outside, { listens: true }),
      probePod("visitor", outside),
    );
    for (const where of [place.namespace, outside])
      await place.kubectl("-n", where, "wait", "pods", "--all", "--for=condition=Ready", "--timeout=120s");
    const addressOf = (where: string) =>
      place.kubectl("-n", where, "get", "pod", "server", "-o", "jsonpath={.status.podIP}");
    const [inner, outer] = [await addressOf(place.namespace), await addressOf(outside)];
    const [peer, visitor] = [`${place.namespace}/peer`, `${outside}/visitor`];
    const open = async () => [
      await reaches(place, peer, inner, 8080),
      await reaches(place, peer, outer, 8080),
      await reaches(place, visitor, inner, 8080),
      await reaches(place, visitor, outer, 8080),
    ];
    await becomes(open, [true, true, true, true]);
    await policies(place);
    await becomes(open, [true, false, false, true]);
    // DNS is open: where it is not, a name is not found, and that is no answer of the server's.
    const found = ["exec", "peer", "--", "getent", "hosts", "kubernetes.default.svc.cluster.local"];
    assert.match(await place.kubectl(...found), /kubernetes/);
    await policies(place, `networkPolicy.ingress.fromNamespaces={${outside}}`);
    await becomes(open, [true, false, true, true]);
    return { note: stage.site.enforcer };
  },
} satisfies Scenario;

/** Applies what the chart renders with the egress closed. */
async function policies(place: Place, ...set: string[]): Promise<void> {
  const chart = path.join(place.root, "charts/namespace");
  const values = ["networkPolicy.egress.deny=true", ...set].flatMap((one) => ["--set", one]);
  const only = templates.flatMap((one) => ["--show-only", one]);
  const rendered = await place.helm("template", "walls", chart, ...values, ...only);
  assert.is(rendered.code, 0, rendered.stderr);
  const applied = await place.site.kubectl(["apply", "-f", "-"], rendered.stdout);
  assert.is(applied.code, 0, applied.stderr);
}

async function becomes(ask: () => Promise<boolean[]>, wanted: readonly boolean[]): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (`${await ask()}` === `${wanted}`) break;
    await sleep(500);
  }
  assert.equal(await ask(), wanted);
}
