import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

// uvu must not start by itself when a suite's `run` is called: this harness starts it, once, at the end.
(globalThis as { UVU_DEFER?: number }).UVU_DEFER = 1;
const uvu = await import("uvu");

export * as assert from "uvu/assert";

type Handler = () => unknown;

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Failures that uvu does not count: hooks that threw, a suite that ran nothing. */
  readonly problems: readonly string[];
  /** Tests that this machine cannot run, each with its reason. */
  readonly notRun: readonly string[];
  /** Tests of a kind that were left to other turns. */
  readonly left: number;
  /** Tests that took longer than half a minute, with their seconds. */
  readonly slow: readonly string[];
}

export interface Suite {
  (name: string, handler: Handler): void;
  before: ((handler: Handler) => void) & { each(handler: Handler): void };
  after: ((handler: Handler) => void) & { each(handler: Handler): void };
  /**
   * One of many tests of a kind. All of them run, but where CHARTROOM_TEST_TURN is a number, as in CI: then a third does, by
   * that number, and the rest is counted.
   */
  ofKind(name: string, handler: Handler): void;
  /** Says that a test needs something this machine has not; it is printed and counted, never silent. */
  cannotRun(name: string, reason: string): void;
}

interface Registered {
  readonly name: string;
  readonly start: () => void;
  registered: number;
  ofKind: number;
}

/** Three turns in a row have run all tests of a kind. */
const SHARES = 3;

const suites: Registered[] = [];
const problems: string[] = [];
const notRun: string[] = [];
const directories: string[] = [];
const slow: string[] = [];
let passed = 0;
let left = 0;
let finished: Promise<Tally> | undefined;

/**
 * A uvu suite that starts by itself and lets nothing pass: a throwing `before` or `after`, a `throw null`, and a suite
 * without tests are failures here; uvu alone exits 0 on each of them.
 */
export function suite(name: string): Suite {
  const inner = uvu.suite(name);
  const entry: Registered = { name, start: () => inner.run(), registered: 0, ofKind: 0 };
  suites.push(entry);
  const guarded = (kind: string, handler: Handler) => async () => {
    try {
      await watched(kind, handler);
    } catch (thrown) {
      problems.push(`${name}: ${kind} threw: ${describe(thrown)}`);
    }
  };
  const test = ((title: string, handler: Handler) => {
    entry.registered += 1;
    inner(title, async () => {
      try {
        await watched(title, handler);
      } catch (thrown) {
        throw thrown instanceof Error ? thrown : new Error(`threw ${describe(thrown)}`);
      }
      passed += 1;
    });
  }) as Suite;
  test.before = Object.assign((handler: Handler) => inner.before(guarded("before", handler)), {
    each: (handler: Handler) => inner.before.each(guarded("before.each", handler)),
  });
  test.after = Object.assign((handler: Handler) => inner.after(guarded("after", handler)), {
    each: (handler: Handler) => inner.after.each(guarded("after.each", handler)),
  });
  test.ofKind = (title, handler) => {
    const turn = process.env.CHARTROOM_TEST_TURN;
    const share = entry.ofKind++ % SHARES;
    if (turn === undefined || share === Number(turn) % SHARES) test(title, handler);
    else left += 1;
  };
  test.cannotRun = (title, reason) => {
    notRun.push(`${name}: ${title}: ${reason}`);
  };
  return test;
}

/** Runs every suite that was declared; a test that was registered and did not pass has failed. */
export function runSuites(): Promise<Tally> {
  finished ??= execute();
  return finished;
}

async function execute(): Promise<Tally> {
  (globalThis as unknown as { UVU_QUEUE: unknown[] }).UVU_QUEUE = [[null]];
  for (const one of suites) one.start();
  await uvu.exec();
  const registered = suites.reduce((sum, one) => sum + one.registered, 0);
  if (registered === 0 && notRun.length === 0 && left === 0) problems.push("the file declares no test");
  const failed = registered - passed + problems.length;
  process.exitCode = failed === 0 ? 0 : 1;
  return { passed, failed, problems, notRun, left, slow };
}

/** Runs a test, and remembers one that takes so long that it may be waiting for something that does not come. */
async function watched(title: string, handler: Handler): Promise<void> {
  const begun = Date.now();
  await handler();
  const seconds = Math.round((Date.now() - begun) / 1000);
  if (seconds > 30) slow.push(`${title}: ${seconds} s`);
}

/** A directory of this test file alone, removed when its process ends. */
export function tempDirectory(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), "chartroom-test-"));
  directories.push(made);
  return made;
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

process.on("exit", () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

// A test file that is started alone, without test/run.ts, runs too.
process.once("beforeExit", () => {
  if (finished === undefined && suites.length > 0) {
    runSuites().then((tally) => {
      for (const line of [...tally.problems, ...tally.notRun]) console.log(line);
      console.log(`${tally.passed} passed, ${tally.failed} failed`);
    });
  }
});
