import path from "node:path";
import { until } from "../cluster/real.ts";
import { assert } from "../harness.ts";
import { applied } from "./clustering.ts";
import { monitorLabels } from "./definitions.ts";
import { holdTable } from "./hold.ts";
import type { Changes, Place } from "./place.ts";
import { screen } from "./screen.ts";
import { newPassword, OWNER } from "./secrets.ts";
import { hoarderOf, makeTrouble } from "./trouble.ts";
import type { Typist, Words } from "./typist.ts";

/** The release of all states: monitored, dumped, its pods nodes of a cluster. */
function changes(strategy: "none" | "dns" | "dns-srv", more: Changes = {}): Changes {
  const clustering = { strategy, ...(strategy !== "none" && { minReadySeconds: 1 }) };
  const monitoring = { monitor: { kind: "ServiceMonitor", labels: monitorLabels } };
  return {
    ...more,
    phoenix: { clustering, monitoring, ...more.phoenix },
    postgres: { backup: { enabled: true, size: "1Gi" } },
  };
}

/** The placeholders of a release that serves: a pod of it that is ready. */
function ofRelease(place: Place, name: "phoenix" | "postgres" = "phoenix"): Words {
  return async () => {
    const pod = (await place.pods()).find(({ ready }) => ready)?.name;
    return {
      APP: "harbour",
      App: "Harbour",
      "<name>": name,
      "<release>": "phoenix",
      NAMESPACE: place.namespace,
      "-n shop": `-n ${place.namespace}`,
      ...(pod !== undefined && { POD: pod }),
    };
  };
}

/** Pods of the application, those on their way out as well. */
async function workloadPods(place: Place): Promise<number> {
  const names = await place.kubectl("get", "pods", "-l", "app.kubernetes.io/component=web", "-o", "name");
  return names.trim().split("\n").length;
}

async function settled(place: Place): Promise<void> {
  await place.kubectl("rollout", "status", "deployment/phoenix", "--timeout=180s");
}

/** What a first install and an upgrade leave that failed, and pods without distribution between the two. */
export async function broken(place: Place, typist: Typist): Promise<void> {
  const words = ofRelease(place);
  place.set(changes("none", { version: "1-barren" }));
  const barren = await place.apply();
  assert.match(barren.stderr, /CR620.*hook phoenix-seed failed/, screen(barren));
  await typist.chapter("the seeds have failed", words);
  await applied(place, changes("none"));
  await typist.chapter("the pods have no node", words);
  place.set(changes("dns", { version: "3-broken" }));
  const failing = await place.apply();
  assert.match(failing.stderr, /CR620.*hook phoenix-migrate failed/, screen(failing));
  await typist.chapter("a migration has failed", words);
}

/** An image that is not there, brought by helm alone: chartroom would wait for the pods. */
export async function stuck(place: Place, typist: Typist): Promise<void> {
  await applied(place, changes("dns", { version: "2" }));
  const chart = path.join(place.root, "charts/phoenix");
  const upgrade = ["--reuse-values", "--set", "image.tag=nothing", "--no-hooks"];
  const ran = await place.helm("upgrade", "phoenix", chart, ...upgrade);
  assert.is(ran.code, 0, ran.stderr);
  await until("the image is asked for", async () =>
    /ErrImage|ImagePullBackOff/.test(await place.kubectl("get", "pods")),
  );
  await typist.chapter("a rollout is stuck", ofRelease(place));
  await settled(place);
}

/** The runbooks' own state, and what they say to do. */
export async function mended(place: Place, typist: Typist): Promise<void> {
  const words = ofRelease(place);
  await makeTrouble(place);
  await typist.chapter("it serves, not well", words);
  const held = await holdTable(place, "berths", "ROW SHARE");
  await typist.chapter("somebody mends it", async () => {
    const known = await words();
    const hoarder = await hoarderOf(place, known.POD as string);
    return { ...known, PID: held.pid, ...(hoarder !== undefined && { "0.1.2": hoarder }) };
  });
  await held.release();
  await settled(place);

  const revision = (await place.release("phoenix")).split(" ")[0] as string;
  await applied(place, changes("dns", { version: "2", phoenix: { config: { BERTHS: "12" } } }));
  await typist.chapter("its pods are replaced", async () => {
    await settled(place);
    return { ...(await words()), REVISION: revision };
  });
  await settled(place);
}

/** From a Deployment to a StatefulSet and back, with no request lost, as the chart's README says. */
export async function letGo(place: Place, typist: Typist): Promise<void> {
  const words = ofRelease(place);
  const load = await place.load(10, "/", "/readyz");
  await typist.chapter("the Deployment is to go", words);
  await applied(place, changes("dns-srv", { version: "2" }));
  await typist.chapter("a StatefulSet serves beside its pods", words);
  await until("the old pods have drained", async () => (await workloadPods(place)) === 2);
  assert.equal((await load.stop()).failed, []);

  await makeTrouble(place);
  await typist.chapter("the StatefulSet serves, not well", words);

  const back = await place.load(10, "/", "/readyz");
  await typist.chapter("the StatefulSet is to go", words);
  await applied(place, changes("dns", { version: "2" }));
  await typist.chapter("a Deployment serves beside its pods", words);
  await until("the old pods have drained", async () => (await workloadPods(place)) === 2);
  assert.equal((await back.stop()).failed, []);
}

/** A dump of the chart's own, brought back in a pod like the dump's; and the database's owner gets a new password. */
export async function restored(place: Place, typist: Typist): Promise<void> {
  const words = ofRelease(place, "postgres");
  await place.kubectl("create", "job", "dump", "--from=cronjob/postgres-backup");
  await place.kubectl("wait", "job/dump", "--for=condition=Complete", "--timeout=120s");
  const { spec, metadata } = JSON.parse(
    await place.kubectl("get", "cronjob", "postgres-backup", "-o", "json"),
  ).spec.jobTemplate.spec.template;
  const containers = [{ ...spec.containers[0], command: ["sleep", "infinity"], args: [] }];
  await place.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "restore", namespace: place.namespace, labels: metadata.labels },
    spec: { ...spec, containers, terminationGracePeriodSeconds: 0 },
  });
  await place.kubectl("wait", "pod/restore", "--for=condition=Ready", "--timeout=60s");
  const [dump = ""] = (await place.kubectl("exec", "restore", "--", "ls", "/backup")).split(".dump");
  await place.sql("DELETE FROM berths");
  await typist.chapter("a dump is to be restored", async () => ({ ...(await words()), "<time>": dump }));
  assert.is(await place.sql("SELECT count(*) FROM berths"), "3");

  const password = newPassword();
  await typist.chapter("the database is entered", async () => ({ ...(await words()), PASSWORD: password }));
  assert.is(await place.sql("SELECT 1", { user: OWNER, password }), "1");
}

export async function uninstalled(place: Place, typist: Typist): Promise<void> {
  await place.kubectl("delete", "pod", "restore");
  const ran = await place.helm("uninstall", "phoenix", "postgres", "--wait");
  assert.is(ran.code, 0, ran.stderr);
  await typist.chapter("it is uninstalled", ofRelease(place, "postgres"));
}

/** A namespace that was there becomes a release's, which makes the deployer; who types is the deployer in the end. */
export async function given(place: Place, typist: Typist): Promise<void> {
  const namespace = `${place.namespace}-not`;
  const words = async () => ({ "namespace shop": `namespace ${namespace}`, "-n shop": `-n ${namespace}` });
  const chart = path.join(place.root, "charts/namespace");
  const deployer = "--set deployer.enabled=true --set deployer.serviceAccount.create=true";
  const install = `helm -n default upgrade --install namespaces ${chart} --set 'names={${namespace}}' ${deployer}`;
  await place.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const refused = await typist.bash(install);
  assert.is(refused.code, 1, refused.stdout);
  assert.match(refused.stderr, /invalid ownership metadata/);
  await typist.chapter("a namespace is given to a release", words);
  try {
    const made = await typist.bash(install);
    assert.is(made.code, 0, made.stderr);
    await typist.chapter("the deployer gets a token", words);
    const who = await typist.bash("kubectl auth whoami");
    assert.match(who.stdout, `system:serviceaccount:${namespace}:deployer`, who.stderr);
  } finally {
    const gone = await place.helm("uninstall", "namespaces", "--namespace", "default");
    assert.is(gone.code, 0, gone.stderr);
  }
}
