import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../../../scripts/core/exec.ts";
import { enter, startInside } from "../../cluster/machine.ts";
import { loadScript } from "../../e2e/load.ts";
import type { Stage } from "../../e2e/stage.ts";
import { type Check, insist } from "../check.ts";
import { program } from "../parts.ts";

const host = "harbour.localhost";
const address = "127.0.0.1:8000";

/** Real Traefik in front of real pods: while a new version replaces the old one, pod by pod, no request is lost. */
const check: Check = {
  parts: ["traefik"],
  async runOnNode(stage) {
    const place = stage.place("rolling");
    const ingress = { ingress: { enabled: true, className: "traefik" } };
    await place.create({
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "traefik" },
      spec: { controller: "traefik.io/ingress-controller" },
    });
    await startTraefik(stage);
    place.set({ phoenix: ingress });
    const first = await place.apply();
    insist(first.code === 0, "the first install failed", first.stdout + first.stderr);
    await routed(stage);
    const words = [`LOAD_HOST=${host}`, process.execPath];
    const load = stage.loads.start(
      enter(stage.cluster.machine, "network", "env", [
        ...words,
        ...loadScript(`http://${address}`, 12, ["/", "/slow?ms=2500", "/readyz"]),
      ]),
    );
    place.set({ version: "2", phoenix: ingress });
    const second = await place.apply();
    const { failed, sent, statuses } = await load.stop();
    insist(second.code === 0, "the upgrade failed", second.stdout + second.stderr);
    insist(
      failed.length === 0,
      `${failed.length} of ${sent} requests were lost`,
      JSON.stringify(failed.slice(0, 9)),
    );
    insist(
      sent > 60 && Object.keys(statuses).join() === "200",
      "not every answer was 200",
      JSON.stringify(statuses),
    );
    insist((await place.pods("2")).length === 2, "the new version does not run");
    return { note: "the sample application on a real node; plain HTTP, TLS is 05's" };
  },
};
export default check;

/** In the node's network, where pods' addresses answer. It ends with the node. */
async function startTraefik({ cluster, say }: Stage): Promise<void> {
  const traefik = await program("traefik", say);
  const flags = [
    ...["--providers.kubernetesingress", `--entrypoints.web.address=${address}`],
    ...["--global.checknewversion=false", "--global.sendanonymoususage=false"],
  ];
  startInside(cluster.machine, "traefik", [traefik, ...flags], {
    ...process.env,
    KUBECONFIG: cluster.kubeconfig,
  });
}

async function routed({ cluster }: Stage): Promise<void> {
  const end = Date.now() + 120_000;
  const args = [
    "-sS",
    "-o",
    "/dev/null",
    "-w",
    "%{http_code}",
    "-H",
    `host: ${host}`,
    `http://${address}/readyz`,
  ];
  const [command, ...rest] = enter(cluster.machine, "network", "curl", args) as [string, ...string[]];
  for (;;) {
    const { stdout } = await run(command, rest);
    if (stdout === "200") return;
    if (Date.now() > end) throw new Error(`Traefik does not route: ${stdout}`);
    await sleep(200);
  }
}
