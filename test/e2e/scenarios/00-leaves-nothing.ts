import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { removeStale } from "../../cluster/real.ts";
import { differences, type Snapshot, takeSnapshot } from "../../cluster/snapshot.ts";
import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";

/** A cluster that is interrupted leaves nothing, however far it was; after SIGKILL the next one tidies up. */
export default {
  onCluster: false,
  ci: true,
  async run() {
    const before = takeSnapshot();
    const all = [hold(), hold(), hold()] as const;
    try {
      await interrupted(...all);
    } finally {
      // A cluster that another's failure leaves would be held for ever.
      const left = all.filter(({ child }) => child.exitCode === null && child.signalCode === null);
      await Promise.all(left.map((one) => ended(one, "SIGTERM")));
    }
    assert.ok(differences(before, takeSnapshot()).length > 0, "what was killed cannot have tidied up");
    removeStale();
    await asBefore(before);
    return {};
  },
} satisfies Scenario;

async function interrupted(starting: Held, running: Held, killed: Held): Promise<void> {
  await logged(starting, "kubelet");
  assert.is(await ended(starting, "SIGINT"), 130);
  await logged(killed, "kube-apiserver");
  assert.is(await ended(killed, "SIGKILL"), null);
  await ready(running);
  const policies = path.join(running.directory, "log/network-policies.log");
  assert.ok(existsSync(policies), "what enforces NetworkPolicies is not there to be ended");
  assert.is(await ended(running, "SIGTERM"), 130);
}

interface Held {
  readonly child: ChildProcess;
  readonly directory: string;
  output: string;
}

function hold(): Held {
  const main = path.join(import.meta.dirname, "../../cluster/main.ts");
  const child = spawn(process.execPath, ["--import", "tsx", main, "hold"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const held: Held = {
    child,
    directory: path.join(os.tmpdir(), `chartroom-cluster-${child.pid}`),
    output: "",
  };
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      held.output += text;
    });
  process.once("exit", () => child.kill("SIGTERM"));
  return held;
}

/** Waits until a part of the cluster has begun to log. */
async function logged(held: Held, part: string): Promise<void> {
  await wait(held, () => existsSync(path.join(held.directory, "log", `${part}.log`)));
}

async function ready(held: Held): Promise<void> {
  await wait(held, () => held.output.includes("up: "));
}

async function wait(held: Held, ask: () => boolean): Promise<void> {
  for (let attempt = 0; !ask(); attempt += 1) {
    // On a new machine the cluster's parts are built first, for minutes, here or by another process.
    if (held.child.exitCode !== null || attempt > 12_000) throw new Error(`it did not start: ${held.output}`);
    await sleep(50);
  }
}

async function ended({ child, directory }: Held, signal: NodeJS.Signals): Promise<number | null> {
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  child.kill(signal);
  const exit = await code;
  if (signal !== "SIGKILL")
    assert.not.ok(readdirSync(os.tmpdir()).includes(path.basename(directory)), `${directory} is left`);
  return exit;
}

async function asBefore(before: Snapshot): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (differences(before, takeSnapshot()).length === 0) return;
    await sleep(100);
  }
  throw new Error(`left behind: ${differences(before, takeSnapshot()).join("\n")}`);
}
