import { isObject } from "../../scripts/core/json.ts";
import { assert, suite } from "../harness.ts";
import { annotation, at, containers, find, hooksAt, objects, podSpec, scenarios, title } from "./helm.ts";

const test = suite("charts: phoenix hooks");
const copies = ["ServiceAccount/phoenix-hooks", "Secret/phoenix-hooks", "ConfigMap/phoenix-hooks"];

test("the first install runs copies, migrate, seed, in this order", async () => {
  const all = await objects("phoenix", "minimal");
  assert.equal(hooksAt(all, "pre-install").map(title), [
    ...copies,
    "Job/phoenix-migrate",
    "Job/phoenix-seed",
  ]);
});

test("an upgrade runs copies and migrate, and never seeds", async () => {
  const all = await objects("phoenix", "minimal");
  assert.equal(hooksAt(all, "pre-upgrade").map(title), [...copies, "Job/phoenix-migrate"]);
});

test("hooks.seed.rerun seeds on an upgrade too, after migrate", async () => {
  const all = await objects("phoenix", "minimal", ["hooks.seed.rerun=true"]);
  assert.equal(hooksAt(all, "pre-upgrade").map(title), [
    ...copies,
    "Job/phoenix-migrate",
    "Job/phoenix-seed",
  ]);
});

test("hooks.plan literal seeds on install and migrates on pre-upgrade only", async () => {
  const all = await objects("phoenix", "minimal", ["hooks.plan=literal"]);
  assert.equal(hooksAt(all, "pre-install").map(title), [...copies, "Job/phoenix-seed"]);
  assert.equal(hooksAt(all, "pre-upgrade").map(title), [...copies, "Job/phoenix-migrate"]);
});

test("no copy is made where no Job runs", async () => {
  const all = await objects("phoenix", "minimal", ["hooks.seed.enabled=false", "hooks.plan=standard"]);
  assert.equal(hooksAt(all, "pre-install").map(title), [...copies, "Job/phoenix-migrate"]);
  const none = await objects("phoenix", "no-database");
  assert.equal(
    none.filter((object) => /-(hooks|migrate|seed)$/.test(title(object))),
    [],
  );
});

for (const scenario of scenarios("phoenix")) {
  test(`${scenario}: a Job reads only copies, or Secrets the release does not make`, async () => {
    const all = await objects("phoenix", scenario);
    const released = new Set(
      all.filter((object) => annotation(object, "helm.sh/hook") === undefined).map(title),
    );
    for (const job of all.filter((object) => object.kind === "Job")) {
      const spec = podSpec(job) ?? {};
      const text = JSON.stringify(containers(spec));
      for (const [, kind, name] of text.matchAll(
        /"(secretKeyRef|configMapRef|secretRef)":\{"(?:key":"[^"]*","|)name":"([^"]+)"/g,
      )) {
        assert.not(
          released.has(`${kind === "configMapRef" ? "ConfigMap" : "Secret"}/${name}`),
          `${title(job)} needs ${name}`,
        );
      }
      assert.not(released.has(`ServiceAccount/${spec.serviceAccountName}`));
    }
  });

  test(`${scenario}: Jobs keep their log, have a deadline and stay out of a mesh`, async () => {
    for (const job of (await objects("phoenix", scenario)).filter((object) => object.kind === "Job")) {
      assert.is(annotation(job, "helm.sh/hook-delete-policy"), "before-hook-creation");
      assert.is(annotation(job, "helm.sh/hook-output-log-policy"), "hook-failed");
      assert.ok(Number(at(job, "spec.activeDeadlineSeconds")) < 300);
      assert.is(at(job, "spec.backoffLimit"), 0);
      const labels = at(job, "spec.template.metadata.labels");
      assert.is(isObject(labels) && labels["sidecar.istio.io/inject"], "false");
      assert.match(JSON.stringify(podSpec(job)), /"name":"RELEASE_DISTRIBUTION","value":"none"/);
    }
  });
}

test("annotations of all hooks and of one hook both reach its pod", async () => {
  const migrate = find(await objects("phoenix", "everything-extra"), "Job/phoenix-shop-migrate");
  assert.equal(at(migrate, "spec.template.metadata.annotations"), {
    "example.com/hook": "yes",
    "example.com/job": "migrate",
  });
});

test("hooks.logOnFailure false takes the annotation away", async () => {
  const migrate = find(
    await objects("phoenix", "minimal", ["hooks.logOnFailure=false"]),
    "Job/phoenix-migrate",
  );
  assert.is(annotation(migrate, "helm.sh/hook-output-log-policy"), undefined);
});

test("the copies hold what the release's own objects hold", async () => {
  const all = await objects("phoenix", "clustering");
  for (const kind of ["Secret", "ConfigMap"]) {
    assert.equal(find(all, `${kind}/phoenix-hooks`).data, find(all, `${kind}/phoenix`).data);
  }
});
