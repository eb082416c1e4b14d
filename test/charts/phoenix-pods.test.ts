import { isObject, type JsonObject } from "../../scripts/core/json.ts";
import { assert, suite } from "../harness.ts";
import { at, containers, find, objects, podSpec, scenarios, title, workload } from "./helm.ts";

const test = suite("charts: phoenix pods");

for (const scenario of scenarios("phoenix")) {
  test(`${scenario}: every pod passes the restricted Pod Security Standard`, async () => {
    const pods = (await objects("phoenix", scenario)).filter((object) => podSpec(object) !== undefined);
    assert.ok(pods.length > 0);
    for (const object of pods) assert.equal(violations(podSpec(object) ?? {}), [], title(object));
  });

  test(`${scenario}: every container states requests and limits, and mounts a writable /tmp`, async () => {
    for (const spec of (await objects("phoenix", scenario)).map(podSpec).filter(isObject)) {
      for (const container of containers(spec)) {
        for (const path of ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"]) {
          assert.ok(at(container, `resources.${path}`), `${container.name}: ${path}`);
        }
        assert.match(JSON.stringify(container.volumeMounts), /"mountPath":"\/tmp"/);
        assert.is(container.image, "ghcr.io/example/app:1.0.0");
      }
      const asks = scenario === "clustering-kubernetes" && containers(spec)[0]?.name === "web";
      assert.is(spec.automountServiceAccountToken, asks);
    }
  });

  test(`${scenario}: selectors match the web pods and no hook's or test's pod`, async () => {
    const all = await objects("phoenix", scenario);
    const web = at(workload(all), "spec.template.metadata.labels");
    const others = all.filter((object) => object.kind === "Job" || object.kind === "Pod");
    const selectors = all.flatMap((object) =>
      object.kind === "Service"
        ? [at(object, "spec.selector")]
        : object.kind === "NetworkPolicy"
          ? [at(object, "spec.podSelector.matchLabels")]
          : ["Deployment", "StatefulSet", "PodDisruptionBudget"].includes(String(object.kind))
            ? [at(object, "spec.selector.matchLabels")]
            : [],
    );
    assert.ok(selectors.length >= 2);
    for (const selector of selectors) {
      assert.ok(matches(selector, web), JSON.stringify(selector));
      for (const other of others) {
        const labels =
          other.kind === "Pod" ? at(other, "metadata.labels") : at(other, "spec.template.metadata.labels");
        assert.not(matches(selector, labels), title(other));
      }
    }
  });

  test(`${scenario}: ports that are referred to by name exist`, async () => {
    const all = await objects("phoenix", scenario);
    const ports = JSON.stringify(containers(podSpec(workload(all)) ?? {}).map((one) => one.ports));
    const wanted = all
      .filter((object) => object.kind === "Service")
      .flatMap((object) => at(object, "spec.ports") as JsonObject[]);
    for (const port of wanted)
      assert.ok(ports.includes(`"name":"${port.targetPort}"`), String(port.targetPort));
  });
}

test("probes.readiness.path: a path asks over HTTP, none checks the port", async () => {
  const web = async (path: string) =>
    containers(
      podSpec(
        find(await objects("phoenix", "minimal", [`probes.readiness.path=${path}`]), "Deployment/phoenix"),
      ) ?? {},
    )[0];
  assert.equal(at(await web("/readyz"), "readinessProbe.httpGet"), { path: "/readyz", port: "http" });
  assert.equal(at(await web(""), "readinessProbe.tcpSocket"), { port: "http" });
});

test("autoscaling.enabled leaves the number of pods to the autoscaler", async () => {
  const all = await objects("phoenix", "autoscaling");
  assert.is(at(find(all, "Deployment/phoenix"), "spec.replicas"), undefined);
  assert.is(at(find(all, "HorizontalPodAutoscaler/phoenix"), "spec.scaleTargetRef.name"), "phoenix");
});

test("a changed secret restarts the pods, and so does a changed ConfigMap", async () => {
  const sums = async (change: string[]) =>
    at(
      find(await objects("phoenix", "minimal", change), "Deployment/phoenix"),
      "spec.template.metadata.annotations",
    ) as JsonObject;
  const before = await sums([]);
  const secret = await sums(["secrets.databaseUrl.value=ecto://other"]);
  const config = await sums(["database.poolSize=11"]);
  assert.is.not(secret["checksum/secret"], before["checksum/secret"]);
  assert.is(secret["checksum/config"], before["checksum/config"]);
  assert.is.not(config["checksum/config"], before["checksum/config"]);
});

/** What the restricted standard asks of a pod, as the Kubernetes documentation lists it. */
function violations(spec: JsonObject): string[] {
  const pod = isObject(spec.securityContext) ? spec.securityContext : {};
  const found = ["hostNetwork", "hostPID", "hostIPC"].filter((key) => spec[key] === true);
  if (at(pod, "seccompProfile.type") !== "RuntimeDefault") found.push("seccompProfile");
  if (pod.runAsNonRoot !== true || pod.runAsUser === 0 || pod.runAsUser === undefined) found.push("root");
  for (const container of containers(spec)) {
    const context = isObject(container.securityContext) ? container.securityContext : {};
    if (context.allowPrivilegeEscalation !== false) found.push(`${container.name}: allowPrivilegeEscalation`);
    if (context.privileged === true) found.push(`${container.name}: privileged`);
    if (context.readOnlyRootFilesystem !== true) found.push(`${container.name}: readOnlyRootFilesystem`);
    if (JSON.stringify(context.capabilities) !== '{"drop":["ALL"]}')
      found.push(`${container.name}: capabilities`);
    if (JSON.stringify(container.ports ?? []).includes("hostPort")) found.push(`${container.name}: hostPort`);
  }
  const volumes = Array.isArray(spec.volumes) ? spec.volumes.filter(isObject) : [];
  return [
    ...found,
    ...volumes.filter((volume) => !volume.emptyDir && !volume.secret).map((v) => `volume ${v.name}`),
  ];
}

function matches(selector: unknown, labels: unknown): boolean {
  return (
    isObject(selector) &&
    isObject(labels) &&
    Object.entries(selector).every(([key, value]) => labels[key] === value)
  );
}
