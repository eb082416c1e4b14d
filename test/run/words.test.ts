import { readRunWords } from "../../scripts/commands/run-words.ts";
import type { Json } from "../../scripts/core/json.ts";
import type { Environment } from "../../scripts/environment/model.ts";
import { asksFirst, forbidden } from "../../scripts/run/allowed.ts";
import { readState } from "../../scripts/run/state.ts";
import { taskKinds } from "../../scripts/run/task.ts";
import { assert, suite } from "../harness.ts";
import { command, migrate, rollback, seed } from "./release.ts";

const test = suite("run: its words, what an environment allows, what the cluster says");

const read = (line: string) => {
  const words = readRunWords(
    line.split(" ").filter((one) => one !== ""),
    ["staging"],
  );
  return words.ok ? words.value : words.error[0]?.message;
};
const base = { environment: "staging", via: "job", detach: false };

test("each task is read", () => {
  assert.equal(read("migrate"), { ...base, task: migrate });
  assert.equal(read("seed --via exec"), { ...base, via: "exec", task: seed });
  assert.equal(read("rollback 7 Shop.Repo"), {
    ...base,
    task: { kind: "rollback", words: ["7", "Shop.Repo"] },
  });
  assert.equal(read("--detach --timeout 60 --release a --hook b migrate"), {
    ...base,
    task: migrate,
    detach: true,
    timeoutSeconds: 60,
    release: "a",
    hook: "b",
  });
  assert.equal(read("--timeout=5 -- ls --via exec -- x"), {
    ...base,
    timeoutSeconds: 5,
    task: command("ls", "--via", "exec", "--", "x"),
  });
});

test("wrong words are told (CR001)", () => {
  for (const [line, message] of [
    ["", "run needs migrate, seed"],
    ["--", "there is no command"],
    ["migrate -- ls", "cannot both be run"],
    ["migrate now", "takes no further words"],
    ["rollback", "rollback takes the version"],
    ["rollback latest", "rollback takes the version"],
    ["rollback 7 $(id)", "rollback takes the version"],
    ["console", "run knows no `console`"],
    ["migrate --via ssh", "--via is job or exec, not ssh"],
    ["migrate --timeout 1m", "--timeout is a number of seconds"],
    ["migrate --via exec --detach", "--detach is for `--via job` alone"],
    ["migrate --unknown", "--unknown"],
  ] as const)
    assert.match(String(read(line)), message, line);
  assert.not(readRunWords(["migrate"], []).ok);
  assert.not(readRunWords(["migrate"], ["a", "b"]).ok);
});

const environment = (run: Json | undefined, over: Partial<Environment> = {}): Environment =>
  ({ name: "staging", values: run === undefined ? {} : { run }, releases: [], ...over }) as Environment;
const allowed = (run: Json | undefined, over?: Partial<Environment>) =>
  [migrate, seed, rollback, command("ls")]
    .filter((task) => forbidden(environment(run, over), task).length === 0)
    .map(({ kind }) => kind);

test("without `run` everything is allowed, with it what it lists; what cannot be understood forbids all (CR630)", () => {
  assert.equal(allowed(undefined), [...taskKinds]);
  assert.equal(allowed({ allow: ["migrate", "command"] }), ["migrate", "command"]);
  assert.equal(allowed({ allow: [] }), []);
  for (const odd of [true, "migrate", {}, { alow: ["migrate"] }, { allow: "migrate" }, { allow: ["migrat"] }])
    assert.equal(allowed(odd), [], JSON.stringify(odd));
  assert.equal(allowed({ allow: ["migrate"], forbid: ["seed"] }), []);
  // The values of a release that is called so.
  assert.equal(allowed({ replicas: 2 }, { releases: [{ name: "run" }] as never }), [...taskKinds]);
});

test("what can lose data asks, but in local", () => {
  const asks = (name: string) =>
    [migrate, seed, rollback, command("ls")].filter((task) =>
      asksFirst(environment(undefined, { name }), task),
    );
  assert.equal(asks("local"), []);
  assert.equal(asks("production"), [rollback, command("ls")]);
});

const pod = (status: Json, at = "1") =>
  ({ kind: "Pod", metadata: { name: `pod-${at}`, creationTimestamp: at }, status }) as never;
const jobOf = (...conditions: Json[]) => ({ kind: "Job", status: { conditions } }) as never;

test("why a pod does not start is said in Kubernetes' words", () => {
  const why = (status: Json) => readState([jobOf(), pod(status)], "m").why;
  assert.is(
    why({
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" }],
    }),
    "Unschedulable: 0/3 nodes",
  );
  assert.is(
    why({ containerStatuses: [{ name: "m", state: { waiting: { reason: "CreateContainerConfigError" } } }] }),
    "CreateContainerConfigError",
  );
  assert.is(
    why({
      containerStatuses: [{ name: "m", state: { waiting: { reason: "PodInitializing" } } }],
      initContainerStatuses: [{ name: "wait", state: { terminated: { exitCode: 2 } } }],
    }),
    "init container wait ended with exit code 2",
  );
  assert.is(why({ phase: "Failed", reason: "Evicted", message: "low on memory" }), "Evicted: low on memory");
  assert.is(why({}), undefined);
});

test("a Job that was given up says so, and the newest pod counts", () => {
  const failed = { type: "Failed", status: "True", reason: "DeadlineExceeded", message: "too long" };
  const target = { ...failed, type: "FailureTarget" };
  assert.is(readState([jobOf(target)], "m").failed, "DeadlineExceeded: too long");
  assert.is(readState([jobOf({ ...failed, status: "False" })], "m").failed, undefined);
  const running = { containerStatuses: [{ name: "m", state: { running: {} } }] };
  const done = { containerStatuses: [{ name: "m", state: { terminated: { exitCode: 0 } } }] };
  assert.equal(readState([jobOf(failed)], "m"), {
    container: "waiting",
    failed: "DeadlineExceeded: too long",
  });
  assert.equal(readState([jobOf(), pod(running, "2"), pod(done, "1")], "m"), {
    container: "running",
    pod: "pod-2",
  });
  const beside = { containerStatuses: [{ name: "proxy", state: { running: {} } }] };
  assert.is(readState([jobOf(), pod(beside)], "m").container, "waiting");
});
