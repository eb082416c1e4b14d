import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { ends } from "../ends.ts";
import { assert, suite } from "../harness.ts";
import { type CliResult, projectRoot } from "../rig.ts";
import { emptyPlace, fakeGo, fakeModule, type Place } from "./fakes.ts";

const test = suite("tools: building what is missing");
let place: Place;

test.before.each(() => {
  place = emptyPlace();
  for (const name of ["age", "sops", "helm", "helm-diff"]) fakeModule(place, name);
});

test("a missing tool is built once, with flags of ours and none of the user's, and a second run builds nothing", async () => {
  fakeGo(place);
  const first = await chartroom(["tools", "install", "age"], {
    GOFLAGS: "-race",
    GOTOOLCHAIN: "go1.99",
    CGO_ENABLED: "1",
  });
  assert.is(first.code, 0, first.stderr);
  assert.match(first.stderr, /building age 1\.3\.2/);
  assert.match(first.stderr, /age: built in \d+ s/);
  assert.match(builds()[0] ?? "", /^-mod=readonly local 0 /);
  const second = await chartroom(["tools", "install", "age"]);
  assert.is(second.code, 0);
  assert.is(builds().length, 2); // age and age-keygen
  assert.not.match(second.stderr, /building/);
  const found = await chartroom(["tools", "path", "age"]);
  assert.match(found.stdout, /cache\/tools\/age-1\.3\.2-[0-9a-f]{12}\/age\n$/);
});

test("a changed pin is built anew", async () => {
  fakeGo(place);
  await chartroom(["tools", "install", "age"]);
  writeFileSync(path.join(place.modules, "age", "go.sum"), "filippo.io/age v1.3.2 h1:other\n");
  await chartroom(["tools", "install", "age"]);
  assert.is(builds().length, 4);
});

test("of two installs at once one builds, the other waits, says so, and finds it done", async () => {
  fakeGo(place, { body: "sleep 1" });
  const results = await Promise.all([1, 2].map(() => chartroom(["tools", "install", "age"])));
  assert.equal(
    results.map(({ code }) => code),
    [0, 0],
  );
  assert.is(builds().length, 2);
  const text = results.map(({ stderr }) => stderr).join("");
  assert.match(text, /another run \(process \d+\) is building it; waiting/);
  assert.match(text, /age: built by another run/);
});

test("Ctrl-C ends the build at once, leaves nothing half done, and the next run goes on", async () => {
  fakeGo(place, { body: "echo begun >> $FAKE_GO_LOG; sleep 60 & echo child $! >> $FAKE_GO_LOG; wait" });
  const child = start(["tools", "install", "age"]);
  await until(() => readFileSync(place.log, "utf8").includes("child"));
  child.kill("SIGINT");
  assert.is(await ended(child), 130);
  const pid = /child (\d+)/.exec(readFileSync(place.log, "utf8"))?.[1];
  assert.ok(await ends(Number(pid)), "it goes on");
  assert.equal(leftovers(), []);
  fakeGo(place);
  assert.is((await chartroom(["tools", "install", "age"])).code, 0);
});

test("a run that was killed outright holds nothing: its lock and its folder are cleared away", async () => {
  fakeGo(place, { body: "echo begun >> $FAKE_GO_LOG; sleep 60" });
  const child = start(["tools", "install", "age"]);
  await until(() => readFileSync(place.log, "utf8").includes("begun"));
  child.kill("SIGKILL");
  await ended(child);
  for (const pid of execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(place.bin))) {
    process.kill(Number(pid.trim().split(" ")[0]), "SIGKILL");
  }
  assert.is(leftovers().length, 2); // a lock and a folder
  fakeGo(place);
  const next = await chartroom(["tools", "install", "age"]);
  assert.is(next.code, 0, next.stderr);
  assert.not.match(next.stderr, /waiting/);
  assert.equal(leftovers(), []);
});

test("a lock whose pid was given to another process is taken over", async () => {
  fakeGo(place);
  await chartroom(["tools", "install", "age"]);
  const [folder = ""] = readdirSync(path.join(place.cache, "tools")).filter((name) =>
    name.startsWith("age-"),
  );
  rmSync(path.join(place.cache, "tools", folder), { recursive: true });
  const locks = path.join(place.cache, "tools", "locks");
  mkdirSync(locks, { recursive: true });
  writeFileSync(
    path.join(locks, folder),
    JSON.stringify({ pid: process.pid, host: os.hostname(), began: "1" }),
  );
  const next = await chartroom(["tools", "install", "age"]);
  assert.is(next.code, 0, next.stderr);
  assert.not.match(next.stderr, /waiting/);
});

test("no Go: CR903 and what to do", async () => {
  const { code, stderr } = await chartroom(["tools", "install", "age"], { PATH: place.bin });
  assert.is(code, 3);
  assert.match(
    stderr,
    /^error\[CR903\]: Go is not on PATH, so age cannot be built\n {2}help: install Go 1\.20 or newer/,
  );
});

test("a Go that is too old for one tool: CR904, and the other tools are built", async () => {
  fakeModule(place, "sops", "1.30.0");
  fakeGo(place);
  const { code, stderr } = await chartroom(["tools", "install", "sops", "age"]);
  assert.is(code, 3);
  assert.match(stderr, /error\[CR904\]: sops needs Go 1\.30\.0, and .*bin\/go is 1\.26\.8/);
  assert.match(stderr, /age: built in/);
});

test("a download that fails: CR905 with Go's words", async () => {
  fakeGo(place, {
    body: "echo 'go: filippo.io/age@v1.3.2: Get \"https://proxy.invalid/age.zip\": dial tcp: lookup proxy.invalid: no such host' >&2; exit 1",
  });
  const { code, stderr } = await chartroom(["tools", "install", "age"]);
  assert.is(code, 3);
  assert.match(
    stderr,
    /error\[CR905\]: age: its sources could not be downloaded\n {2}note: go: filippo\.io\/age.*no such host\n {2}help: /,
  );
});

test("a build that fails: CR906; a build that was killed says why it may be", async () => {
  fakeGo(place, { body: "echo '# filippo.io/age' >&2; echo 'x.go:1:2: undefined: y' >&2; exit 1" });
  assert.match(
    (await chartroom(["tools", "install", "age"])).stderr,
    /error\[CR906\]: age could not be built\n {2}note: .*\n.*undefined: y/,
  );
  fakeGo(place, { body: "echo 'link: signal: killed' >&2; exit 1" });
  assert.match((await chartroom(["tools", "install", "age"])).stderr, /CR906.*for want of memory/);
});

test("a checksum that differs: CR907", async () => {
  fakeGo(place, { body: "echo 'verifying filippo.io/age@v1.3.2: checksum mismatch' >&2; exit 1" });
  assert.match((await chartroom(["tools", "install", "age"])).stderr, /error\[CR907\]/);
});

test("a tool that says another version than its pin does not reach the cache", async () => {
  fakeGo(place, { says: "v0.0.1" });
  const { code, stderr } = await chartroom(["tools", "install", "age"]);
  assert.is(code, 3);
  assert.match(stderr, /CR906.*says version 0\.0\.1 instead of 1\.3\.2/);
  assert.equal(
    readdirSync(path.join(place.cache, "tools")).filter((name) => name.startsWith("age-")),
    [],
  );
});

test("a cache that cannot be written is one finding, not a stack trace", async () => {
  fakeGo(place);
  writeFileSync(path.join(place.cache, "file"), "");
  const { code, stderr } = await chartroom(["tools", "install", "age"], {
    CHARTROOM_CACHE: path.join(place.cache, "file", "below"),
  });
  assert.is(code, 3);
  assert.match(stderr, /error\[CR906\]: age could not be put into the cache: ENOTDIR.*\n {2}help: /);
  assert.not.match(stderr, /bug|\n +at /);
});

test("helm-diff becomes a plugin folder in the cache; Helm's own home is not touched", async () => {
  fakeGo(place);
  const { code, stderr } = await chartroom(["tools", "install", "helm-diff"]);
  assert.is(code, 0, stderr);
  const folder = (await chartroom(["tools", "path", "helm-diff"])).stdout.trim();
  assert.match(
    readFileSync(path.join(folder, "plugin.yaml"), "utf8"),
    /^name: diff\nversion: 3\.8\.1\nusage: .+\ndescription: .+\ncommand: "\$HELM_PLUGIN_DIR\/bin\/diff"\n$/,
  );
  assert.ok(existsSync(path.join(folder, "bin", "diff")));
  assert.equal(readdirSync(place.env.HOME ?? ""), []);
});

test("an unknown tool is a usage error that lists the known ones", async () => {
  const { code, stderr } = await chartroom(["tools", "install", "hlem"]);
  assert.is(code, 2);
  assert.match(stderr, /there is no tool `hlem`\n {2}help: the tools are helm, helmfile/);
});

test("age is really built from its pinned sources and says its pinned version", async () => {
  if (!hasGo()) return;
  const env = { ...place.env, PATH: process.env.PATH, CHARTROOM_MODULES: undefined, HOME: process.env.HOME };
  const { code, stderr } = await run(start(["tools", "install", "age", "age-keygen"], env));
  assert.is(code, 0, stderr);
  const { stdout } = await run(start(["tools", "list"], env));
  assert.match(stdout, /^age\t1\.3\.2\t(cache|path|mise)\t/m);
});
if (!hasGo()) test.cannotRun("age is really built", "there is no Go on PATH");

function chartroom(args: string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  return run(start(args, { ...place.env, ...env }));
}

function start(args: string[], env: NodeJS.ProcessEnv = place.env): ReturnType<typeof spawn> {
  return spawn(process.execPath, [path.join(projectRoot, "dist/scripts/main.js"), ...args], {
    cwd: place.cache,
    env: { ...process.env, CI: "true", NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(child: ReturnType<typeof spawn>): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return { code: await ended(child), stdout, stderr };
}

function ended(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve) => child.on("close", resolve));
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 120_000; !holds(); await sleep(20))
    if (Date.now() > end) throw new Error(`not within two minutes: ${holds}`);
}

function builds(): string[] {
  return readFileSync(place.log, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("-mod"));
}

/** What must not outlive a run: locks and folders that are being built. */
function leftovers(): string[] {
  const tools = path.join(place.cache, "tools");
  const building = readdirSync(tools).filter((name) => name.includes(".building-"));
  return [...building, ...readdirSync(path.join(tools, "locks"))];
}

function hasGo(): boolean {
  return (process.env.PATH ?? "").split(path.delimiter).some((one) => existsSync(path.join(one, "go")));
}
