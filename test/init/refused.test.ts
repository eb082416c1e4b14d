import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { assert, suite, tempDirectory } from "../harness.ts";
import { type CliResult, chartroom, projectRoot, repositoryOf } from "../rig.ts";

const test = suite("init: what it cannot read is told with a code and a next step");

const init = (cwd: string, ...args: string[]) =>
  chartroom(["init", "phoenix", "--no-mix", "--yes", ...args], { cwd });

/** Exit 2, one finding with a next step, no trace of ours. */
function refused(ran: CliResult, code: string, message: string): void {
  assert.is(ran.code, 2, ran.stdout + ran.stderr);
  assert.match(ran.stderr, `error[${code}]: ${message}`);
  assert.match(ran.stderr, "  help: ");
  assert.match(ran.stderr, "\n1 error\n");
  assert.not.match(ran.stderr, /^\s+at |bug in chartroom/m);
  assert.is(ran.stdout, "");
}

const MIX = "defmodule Shop.MixProject do\n  use Mix.Project\n  def project, do: [app: :shop]\nend\n";

test("a folder that is not there, one that is a file, one without mix.exs: CR701", async () => {
  const root = repositoryOf({ "README.md": "# nothing\n" });
  refused(await init(root, "nowhere"), "CR701", `${path.join(root, "nowhere")} is no folder`);
  refused(await init(root, "README.md"), "CR701", `${path.join(root, "README.md")} is no folder`);
  refused(await init(root), "CR701", "there is no mix.exs here, so this is no Mix project");
});

test("one application of an umbrella: CR701 names the umbrella's root", async () => {
  const root = tempDirectory();
  cpSync(path.join(projectRoot, "test/fixtures/init/umbrella"), root, { recursive: true });
  const ran = await init(path.join(root, "apps/plaza_web"));
  refused(ran, "CR701", "this is one application of an umbrella");
  assert.match(ran.stderr, `chartroom init phoenix ${root}\n`);
});

const DAMAGED: Readonly<Record<string, string | Uint8Array>> = {
  "defines no project that can be read": "",
  "defines no project": "# only a comment\n",
  "defines no project that": 'defmodule Shop.MixProject do\n  def project, do: [app: "',
  "is no text": new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]),
  "is not in UTF-8": new Uint8Array([0x64, 0x65, 0x66, 0xff, 0xfe]),
  "is longer than 1 MB": "# long\n".repeat(200_000),
};

for (const [said, text] of Object.entries(DAMAGED)) {
  test(`mix.exs ${said}: CR702`, async () => {
    const root = tempDirectory();
    writeFileSync(path.join(root, "mix.exs"), text);
    const ran = await init(root);
    if (/\[app: "$/.test(String(text))) assert.is(ran.code, 2);
    else refused(ran, "CR702", `mix.exs ${said}`);
    assert.not.match(ran.stderr, "bug in chartroom");
  });
}

test("mix.exs is a folder, may not be read, or defines no application: CR702", async () => {
  const root = tempDirectory();
  mkdirSync(path.join(root, "mix.exs"));
  refused(await init(root), "CR702", "mix.exs is no file");
  rmSync(path.join(root, "mix.exs"), { recursive: true });
  writeFileSync(path.join(root, "mix.exs"), MIX.replace("app: :shop", "version: :none"));
  refused(await init(root), "CR702", "no application is defined");
  chmodSync(path.join(root, "mix.exs"), 0o000);
  const { status, stderr } = asNobody(root);
  assert.is(status, 2);
  assert.match(stderr, "error[CR702]: mix.exs is not ours to read");
});

test("a project that serves nothing: CR703; --app says that it serves all the same", async () => {
  const root = repositoryOf({ "mix.exs": MIX, "lib/shop.ex": "defmodule Shop do\nend\n" });
  const ran = await init(root);
  refused(ran, "CR703", "no module uses Phoenix.Endpoint");
  assert.match(ran.stderr, "say so: --app shop");
  assert.is((await init(root, "--app", "shop", "--dry-run")).code, 0);
});

test("an application that is not there: CR704 with the one that was meant", async () => {
  const root = repositoryOf({ "mix.exs": MIX });
  const ran = await init(root, "--app", "shopp");
  refused(ran, "CR704", "there is no application `shopp`");
  assert.match(ran.stderr, "did you mean `--app shop`?");
});

test("a file that the system does not let us write: CR711, and the next run goes on", async () => {
  const root = path.join(tempDirectory(), "shop");
  cpSync(path.join(projectRoot, "test/fixtures/init/phx"), root, { recursive: true });
  chmodSync(root, 0o555);
  const ran = asNobody(root);
  assert.is(ran.status, 1, ran.stderr);
  assert.match(ran.stderr, "error[CR711]: Dockerfile could not be written");
  assert.match(ran.stderr, "you may not write there");
  assert.not.match(ran.stderr, "bug in chartroom");
  chmodSync(root, 0o755);
  assert.is((await init(root, "--key-file", path.join(tempDirectory(), "key.txt"))).code, 0);
});

test("wrong words: CR001 names what is wrong and what is right", async () => {
  const root = tempDirectory();
  const said: Readonly<Record<string, readonly string[]>> = {
    "`init` needs to know of what: `phoenix`": ["init"],
    "`init` knows `phoenix`, not `rails`": ["init", "rails"],
    "`init` does not take `--hots`": ["init", "phoenix", "--hots", "x"],
    "`init` does not take `--file`": ["init", "phoenix", "-f", "x"],
    "`-n` stands before `init`": ["-n", "x", "init", "phoenix"],
    "did you mean `--host`?": ["init", "phoenix", "--hots", "x"],
    "`init phoenix` takes one folder": ["init", "phoenix", "a", "b"],
    "`--port` is a number from 1024 to 65535, not `80`": ["init", "phoenix", "--port", "80"],
    "`--host` is a host name without scheme": ["init", "phoenix", "--host", "https://x"],
    "`--image` is an image's name without a tag": ["init", "phoenix", "--image", "shop:1"],
    "`--namespace` is made of": ["init", "phoenix", "--namespace", "Shop_1"],
    "`--environment` is made of": ["-e", "../x", "init", "phoenix"],
    "`--clustering` is none, dns, dns-srv or kubernetes": ["init", "phoenix", "--clustering", "gossip"],
    "`--assets` is esbuild, webpack or none": ["init", "phoenix", "--assets", "vite"],
    "`--elixir` is a version": ["init", "phoenix", "--elixir", "new"],
    "`--force` and `--keep` contradict": ["init", "phoenix", "--force", "--keep"],
  };
  for (const [message, args] of Object.entries(said)) {
    const ran = await chartroom(args, { cwd: root });
    assert.is(ran.code, 2, message);
    assert.match(ran.stderr, "error[CR001]");
    assert.match(ran.stderr, message);
  }
});

/** Runs init as somebody who may do less than root, who may do anything; below a folder that everybody may enter. */
function asNobody(root: string) {
  const nobody =
    process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  const main = path.join(projectRoot, "dist/scripts/main.js");
  const words = [...nobody, process.execPath, main, "init", "phoenix", root, "--no-mix", "--yes"];
  const [program, ...args] = words as [string, ...string[]];
  for (const folder of [path.dirname(root), root]) chmodSync(folder, statSync(folder).mode | 0o555);
  const home = tempDirectory();
  const env = { ...process.env, CI: "1", HOME: home, CHARTROOM_CACHE: path.join(home, "cache") };
  return spawnSync(program, args, { cwd: "/", encoding: "utf8", env });
}
