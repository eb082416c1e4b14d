import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { assert, suite } from "../harness.ts";
import { runInside, whyNotInside } from "./namespaces.ts";

const test = suite("platform: the run's own namespaces");

/** A script that leaves a process behind in a session of its own, as kwokctl does, and then ends or waits. */
const leaving = (mark: string, then: string): string[] => [
  "--eval",
  `require("node:child_process").spawn("sleep", ["${mark}"], { detached: true, stdio: "ignore" }).unref(); ${then}`,
];
const running = (mark: string): boolean => commandLines().includes(`sleep\0${mark}\0`);
const mark = (part: number): string => `86400.${process.pid}${part}`;

const reason = whyNotInside();
if (reason !== undefined) test.cannotRun("a run leaves nothing behind", reason);
else {
  test("what a run has started ends with it", async () => {
    await runInside(leaving(mark(1), "setTimeout(() => process.exit(0), 200)"));
    await until(() => !running(mark(1)));
  });

  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    test(`and with whoever runs it, by ${signal}`, async () => {
      const file = path.join(import.meta.dirname, "namespaces.ts");
      const code = `import(${JSON.stringify(file)}).then(({ runInside }) => runInside(${JSON.stringify(
        leaving(mark(2), "setInterval(() => {}, 1000)"),
      )}))`;
      const outer = spawn(process.execPath, ["--import", "tsx", "--eval", code], { stdio: "inherit" });
      await until(() => running(mark(2)));
      outer.kill(signal);
      await until(() => !running(mark(2)));
    });
  }

  test("nothing outside can be reached, and a simulated pod's address is this machine", async () => {
    const code = `
const net = require("node:net");
const to = (host, port) => new Promise((resolve) =>
  net.connect({ host, port, timeout: 3000 }, () => resolve("open")).on("error", (e) => resolve(e.code)).on("timeout", () => resolve("silent")));
net.createServer((s) => s.end()).listen(4000, "0.0.0.0", async () =>
  process.exit((await to("10.0.7.7", 4000)) === "open" && (await to("192.0.2.1", 80)) !== "open" ? 0 : 9));
`;
    assert.is(await runInside(["--eval", code]), 0);
  });
}

function commandLines(): string[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, "utf8")] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

async function until(ask: () => boolean): Promise<void> {
  for (let attempt = 0; !ask(); attempt += 1) {
    if (attempt === 600) throw new Error("waited in vain");
    await sleep(100);
  }
}
