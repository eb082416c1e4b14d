import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Environment, Release } from "../../scripts/environment/model.ts";
import { explainFailure } from "../../scripts/helmfile/failure.ts";
import { watchUnready } from "../../scripts/helmfile/pods.ts";
import { forgetTools } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { script } from "../tools/fakes.ts";

const test = suite("helmfile: what was rolled back is told after it is gone");
const kept = process.env.PATH;

test.after.each(() => {
  process.env.PATH = kept;
  forgetTools();
});

const release = { name: "web", namespace: "shop", atomic: true, installed: true } as Release;
const environment = {
  name: "staging",
  root: "/",
  helmfile: "/",
  releases: [release],
} as unknown as Environment;
const target = { context: "c", env: {}, simulated: false };
const request = { environment, target, helmfileOptions: [], args: [], records: [] };
const failed = `failed processing release web: x\nError: UPGRADE FAILED: release web failed, and has been rolled back\n`;
const ran = { code: 1, stdout: "", stderr: failed, missing: false };

const pod = (name: string, created: string, ready: boolean) => ({
  metadata: { name, creationTimestamp: created },
  status: {
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
    containerStatuses: [{ name: "web", ready, state: { running: {} } }],
  },
});

/** A kubectl and a helm on PATH that show pods and a history; `show` changes the pods and waits until they were seen. */
function cluster(history: readonly object[]): { show(...pods: readonly object[]): Promise<void> } {
  const bin = tempDirectory();
  const [pods, seen] = [path.join(bin, "pods"), path.join(bin, "seen")];
  writeFileSync(pods, '{"items":[]}');
  script(
    path.join(bin, "kubectl"),
    `case "$*" in *version*) echo 'Client Version: v1.37.2';; *"get pods"*) cat ${pods}; touch ${seen};; *logs*) echo 'no route to the harbour';; *) echo '{}';; esac`,
  );
  script(path.join(bin, "helm"), `echo '${JSON.stringify(history)}'`);
  process.env.PATH = `${bin}${path.delimiter}${kept}`;
  forgetTools();
  return {
    show: async (...items) => {
      writeFileSync(pods, JSON.stringify({ items }));
      // Twice: the first look may have begun before the pods were others.
      for (let look = 0; look < 2; look += 1) {
        rmSync(seen, { force: true });
        while (!existsSync(seen)) await sleep(50);
      }
    },
  };
}

test("the pods that never got ready, with their log, and the revision that serves", async () => {
  const { show } = cluster([
    { revision: 2, status: "superseded", description: "Upgrade complete" },
    { revision: 3, status: "failed", description: "Upgrade failed" },
    { revision: 4, status: "deployed", description: "Rollback to 2" },
  ]);
  const stop = watchUnready(request, [release]);
  await show(pod("web-slow", "2026-01-01T00:00:02Z", false), pod("web-bad", "2026-01-01T00:00:01Z", false));
  await show(pod("web-slow", "2026-01-01T00:00:02Z", true));
  await show();
  const unready = await stop();
  const [finding] = await explainFailure(request, { ran, hooks: [], unready });
  assert.is(finding?.code, "CR621");
  assert.is(
    finding?.note,
    [
      "pod web-bad is not ready: container web runs and its probe fails",
      "the last lines of its log:",
      "| no route to the harbour",
      "rolled back: revision 4 serves, which is revision 2 again; what a migration changed stays",
    ].join("\n"),
  );
});

test("a first install that was taken away", async () => {
  cluster([]);
  const [finding] = await explainFailure(request, {
    ran,
    hooks: [],
    unready: () => ["pod web-1 is not ready"],
  });
  assert.match(finding?.note ?? "", /^pod web-1 is not ready\nrolled back: its first install was taken away/);
});
