import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";

// A pseudo terminal by `script` of util-linux: questions are asked on nothing else.
const test = suite("init: questions on a terminal");
const able = hasScript();

function copy(): string {
  const root = path.join(tempDirectory(), "shop");
  cpSync(path.join(projectRoot, "test/fixtures/init/phx"), root, { recursive: true });
  return root;
}

/** Runs init in a terminal and types one answer at each prompt. */
function typed(
  root: string,
  answers: readonly string[],
  ...args: string[]
): Promise<{ code: number | null; screen: string }> {
  const words = [
    process.execPath,
    path.join(projectRoot, "dist/scripts/main.js"),
    "init",
    "phoenix",
    "--no-mix",
  ];
  const command = [...words, "--key-file", "../key.txt", ...args].map((one) => `'${one}'`).join(" ");
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CI: undefined, TERM: "xterm", NO_COLOR: "1" };
    const child = spawn("script", ["-qefc", command, "/dev/null"], { cwd: root, env });
    const left = [...answers];
    let screen = "";
    let seen = 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      screen += stripVTControlCharacters(text);
      if (!/(\]: |\[y\/N\] )$/.test(screen) || screen.length === seen) return;
      seen = screen.length;
      const next = left.shift();
      if (next !== undefined) child.stdin.write(next);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      child.stdin.destroy();
      resolve({ code, screen: screen.replaceAll("\r", "") });
    });
  });
}

function terminal(name: string, run: () => Promise<void>): void {
  if (able) test(name, run);
  else test.cannotRun(name, "`script` of util-linux is not there");
}

terminal("every choice is asked once, a wrong answer again, and the answers are written", async () => {
  const root = copy();
  const answers = [
    "\r",
    "\r",
    "Bad_Name\r",
    "web\r",
    "\r",
    "ghcr.io/you/shop\r",
    "80\r",
    "4100\r",
    "none\r",
    "y\r",
  ];
  const ran = await typed(root, answers);
  assert.is(ran.code, 0, ran.screen);
  assert.match(ran.screen, "not `Bad_Name`: it is made of lower-case letters");
  assert.match(ran.screen, "not `80`: it is a number from 1024 to 65535");
  const { choices, environments } = JSON.parse(readFileSync(path.join(root, ".chartroom.json"), "utf8"));
  assert.equal(choices, { clustering: "none", image: "ghcr.io/you/shop", port: 4100 });
  assert.equal(environments, [
    { context: "minikube", host: "shop.localhost", name: "local", namespace: "web" },
  ]);
  const again = await typed(root, []);
  assert.is(again.code, 0);
  assert.match(again.screen, "nothing to change");
});

terminal("what a flag says is not asked", async () => {
  const root = copy();
  const flags = ["-e", "local", "--kube-context", "a", "--namespace", "b", "--host", "c", "--image", "d"];
  const ran = await typed(root, ["n\r"], ...flags, "--port", "4000", "--clustering", "none");
  assert.is(ran.code, 1);
  assert.not.match(ran.screen, "]: ");
  assert.match(ran.screen, "nothing was changed");
  assert.is(existsSync(path.join(root, "Dockerfile")), false);
});

terminal("Ctrl-D is no, Ctrl-C ends with 130; neither writes, and neither is a bug", async () => {
  const root = copy();
  const before = readdirSync(root);
  const ended = await typed(root, ["\r", "\x04"]);
  assert.is(ended.code, 1, ended.screen);
  assert.match(ended.screen, "nothing was changed");
  const interrupted = await typed(root, ["\r", "\x03"]);
  assert.is(interrupted.code, 130, interrupted.screen);
  assert.not.match(ended.screen + interrupted.screen, "bug in chartroom");
  assert.equal(readdirSync(root), before);
});

function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}
