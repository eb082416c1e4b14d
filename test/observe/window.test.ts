import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { localNode, look } from "../../scripts/observe/local.ts";
import { startVia, whyNot } from "../../scripts/observe/start.ts";
import { freePort } from "../app/postgres.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("observe: Observer's window on a node whose address leads nowhere here");

const NODE = "harbour@10.9.8.7";
const there = (name: string) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
const lacking = ["erl", "erlc", "Xvfb", "xwininfo"].filter((name) => !there(name));
const children = new Set<ChildProcess>();
test.after(() => {
  for (const child of children) child.kill("SIGKILL");
});

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.add(child);
  return child;
}

/** An Erlang node of that name with a cookie, which listens on a port of loopback alone. */
async function nodeWith(cookie: string): Promise<number> {
  const home = tempDirectory();
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, ".erlang.cookie"), cookie, { mode: 0o400 });
  const port = await freePort();
  const flags = ["-noinput", "-name", NODE, "-start_epmd", "false", "-erl_epmd_port", `${port}`];
  const inside = ["-kernel", "inet_dist_use_interface", "{127,0,0,1}", "-eval", 'io:format("up~n")'];
  const child = start("erl", [...flags, ...inside], { HOME: home, XDG_CONFIG_HOME: undefined });
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return port;
}

const name = "it opens on that node, and what is missing on either side is told before";
if (lacking.length > 0) test.cannotRun(name, `needs ${lacking.join(", ")}`);
else
  test(name, async () => {
    const port = await nodeWith("a-cookie-of-the-test");
    const local = await localNode("a-cookie-of-the-test", NODE, { address: "127.0.0.1", port });
    assert.ok(local.ok);
    const seen = await look(local.value, NODE);
    if (!seen.ok) throw new Error(JSON.stringify(seen.error));
    if (!seen.value.here.includes("observer")) return test.cannotRun(name, "needs Debian's erlang-observer");
    assert.equal(seen.value.there, ["observer_backend"]);
    const { DISPLAY: before, WAYLAND_DISPLAY: wayland } = process.env;
    delete process.env.DISPLAY;
    delete process.env.WAYLAND_DISPLAY;
    const why = (here: string[], other: string[]) => whyNot("observer", { here, there: other })[0]?.note;
    assert.match(String(why(["wx", "observer"], ["observer_backend"])), /no display/);
    process.env.DISPLAY = `:${60 + (process.pid % 900)}`;
    assert.is(why(["wx", "observer"], ["observer_backend"]), undefined);
    assert.match(String(why([], ["observer_backend"])), /no wx/);
    assert.match(String(why(["wx", "observer"], [])), /no runtime_tools/);
    start("Xvfb", [process.env.DISPLAY, "-screen", "0", "1000x700x24", "-nolisten", "tcp"]);
    const title = () =>
      spawnSync("xwininfo", ["-root", "-tree"], { encoding: "utf8", timeout: 20_000 }).stdout ?? "";
    while (!/Root window id/.test(title())) await sleep(200);
    const ended = startVia("observer", local.value, NODE, seen.value, () => {});
    let over = false;
    ended.then(() => {
      over = true;
    });
    while (!title().includes(`"Observer - ${NODE}"`)) {
      assert.not.ok(over, "Observer ended");
      await sleep(300);
    }
    // Its window's end is its own: here the display goes away, which ends it as well.
    for (const child of children) child.kill("SIGTERM");
    await ended;
    Object.assign(
      process.env,
      before !== undefined && { DISPLAY: before },
      wayland !== undefined && { WAYLAND_DISPLAY: wayland },
    );
    if (before === undefined) delete process.env.DISPLAY;
  });
