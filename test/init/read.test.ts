import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Project } from "../../scripts/init/project.ts";
import { readMixFile } from "../../scripts/init/read/mix-file.ts";
import { readProject } from "../../scripts/init/read/read.ts";
import { readSettings } from "../../scripts/init/read/settings.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";

const test = suite("init: what is read of a project, as text and by mix");
const fixtures = path.join(projectRoot, "test/fixtures/init");
/** Where each project lies: the fixtures, and the sample application. */
const projects: readonly (readonly [string, string])[] = [
  ...readdirSync(fixtures)
    .sort()
    .map((name) => [name, path.join(fixtures, name)] as const),
  ["harbour", path.join(projectRoot, "test/app/harbour")],
];

async function read(root: string, mix = false): Promise<Project> {
  const result = await readProject(root, { stated: {}, mix });
  assert.ok(result.ok, JSON.stringify(result));
  return (result as { value: { value: Project } }).value.value;
}

/** The files of a project with these changes: a text put in place of another, a file's whole text, or none. */
function changed(files: Readonly<Record<string, string>>): string {
  const root = tempDirectory();
  cpSync(path.join(fixtures, "phx"), root, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    if (text === "") rmSync(path.join(root, file));
    else writeFileSync(path.join(root, file), text);
  }
  return root;
}

const mix = mixVersion();
for (const [name, from] of projects) {
  if (mix === undefined) {
    test.cannotRun(`${name}: mix says the same`, "there is no mix");
    continue;
  }
  test(`${name}: mix says the same, in every fact and its reason`, async () => {
    const root = path.join(tempDirectory(), name);
    cpSync(from, root, { recursive: true });
    // The sample's own mix.exs links a driver below _build; whatever a mix.exs does is its own affair.
    const listed = () =>
      readdirSync(root, { recursive: true }).filter(
        (file) => name !== "harbour" || !`${file}`.startsWith("_build"),
      );
    const before = listed();
    assert.equal(await read(root, true), await read(root));
    assert.equal(listed(), before, "mix wrote into the project");
  });
}

test("mix sees what is computed; its place is then mix itself", async () => {
  if (mix === undefined) return test.cannotRun("mix sees what is computed", "there is no mix");
  const computed = MIX.replace("app: :shop", 'app: String.to_atom("sh" <> "op")');
  const root = changed({ "mix.exs": computed });
  assert.is((await readProject(root, { stated: {}, mix: false })).ok, false);
  const { main, endpoint } = await read(root, true);
  assert.is(main.value.name, "shop");
  assert.is(endpoint?.why, "lib/shop_web/endpoint.ex:2");
});

test("a mix that cannot load mix.exs is told, and the text is read: CR710", async () => {
  if (mix === undefined) return test.cannotRun("CR710", "there is no mix");
  const root = changed({ "mix.exs": `${MIX}\nraise "not on this machine"\n` });
  const ran = await chartroom(["init", "phoenix", root, "--dry-run"], { cwd: root });
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, "note[CR710]: mix could not be asked");
  assert.match(ran.stderr, "not on this machine");
  const quiet = await chartroom(["init", "phoenix", root, "--dry-run", "--no-mix"], { cwd: root });
  assert.not.match(quiet.stderr, "CR710");
});

test("without Elixir the text is read, and nothing is wrong about it", async () => {
  const root = changed({});
  const args = ["init", "phoenix", root, "--dry-run"];
  const ran = await chartroom(args, { cwd: root, env: { PATH: "/nonexistent" } });
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, "(read as text: elixir is not on PATH)");
  assert.not.match(ran.stderr, "CR7");
});

test("a database that is not PostgreSQL is told exactly: CR705", async () => {
  const root = path.join(fixtures, "binary-id-mysql");
  const ran = await chartroom(["init", "phoenix", root, "--dry-run", "--no-mix"], { cwd: root });
  assert.is(ran.code, 0);
  assert.match(ran.stderr, "warning[CR705]: TeaHouse.Repo is on MySQL");
  assert.match(ran.stderr, "lib/tea_house/repo.ex:2");
});

const MIX = `defmodule Shop.MixProject do
  use Mix.Project
  def project, do: [app: :shop, deps: []]
end
`;

test("the text of mix.exs in other manners of writing", async () => {
  const bodies: Readonly<Record<string, string>> = {
    "a heredoc that holds a def":
      '  @moduledoc """\n  def project do [app: :wrong] end\n  """\n  def project do\n    [app: :shop, deps: deps()]\n  end\n  defp deps, do: [{:phoenix, "~> 1.7"}]\n',
    "attributes and a sigil":
      '  @app :shop\n  @names ~w(phoenix)a\n  def project do\n    [\n      app: @app, # of the team\n      deps: [{:phoenix, ">= 0.0.0"}]\n    ]\n  end\n',
    "a variable":
      '  def project do\n    deps = [{:phoenix, "~> 1.7"}]\n    config = [app: :shop, deps: deps()]\n    config\n  end\n  defp deps do\n    list = [{:phoenix, "~> 1.7"}]\n    list\n  end\n',
    "conditions, blocks, a character that looks like a quote":
      '  @quote ?"\n  def project do\n    [\n      version: if(true, do: "1", else: "2"),\n      start: fn -> [app: :wrong] end,\n      app: :shop,\n      name: "#{if true do "a]" else "b" end}",\n      deps: [{:phoenix, "~> 1.7"}] ++ if(Mix.env() == :prod, do: [], else: [])\n    ]\n  end\n',
    "a keyword list behind a pipe":
      '  def project do\n    [app: :shop, deps: [{:phoenix, "~> 1.7"}], xref: [exclude: []] |> Keyword.put(:a, 1)]\n  end\n',
  };
  Object.assign(bodies, {
    "a function around the list, and one behind a pipe": `  def project do
    [app: :shop, deps: kept(extra(Mix.env()) ++ deps()), aliases: aliases() |> Keyword.merge([])]
  end
  defp extra(:test), do: []
  defp extra(_), do: []
  defp kept(deps), do: for(dep <- deps, do: dep)
  defp deps do
    [{:phoenix, "~> 1.7"}]
    |> Enum.uniq()
  end
  defp aliases, do: []
`,
  });
  for (const [manner, body] of Object.entries(bodies)) {
    const root = changed({ "mix.exs": `defmodule Shop.MixProject do\n  use Mix.Project\n${body}end\n` });
    const { main, dependencies } = await read(root);
    assert.equal([main.value.name, main.value.module, dependencies], ["shop", "Shop", ["phoenix"]], manner);
    if (mix !== undefined) assert.equal(await read(root, true), await read(root), manner);
  }
});

test("a dependency beside the project is told, since no build of an image sees it: CR712", async () => {
  const beside = MIX.replace(
    "deps: []",
    'deps: [{:phoenix, "~> 1.7"}, {:a, path: "../a"}, {:b, path: "b/"}, {:c, path: "/c"}]',
  );
  const root = changed({ "mix.exs": beside });
  const result = await readProject(root, { stated: {}, mix: false });
  if (!result.ok) throw new Error("it was not read");
  const { value, diagnostics } = result.value;
  assert.equal(value.local, ["b"]);
  assert.equal(value.dependencies, ["phoenix"]);
  assert.equal(
    diagnostics.map(({ code, message }) => `${code} ${message}`),
    [
      "CR712 the dependency a lies outside of the project, at ../a",
      "CR712 the dependency c lies outside of the project, at /c",
    ],
  );
});

test("--elixir chooses the OTP too", async () => {
  const root = changed({});
  const result = await readProject(root, { stated: { elixir: "1.18.2" }, mix: false });
  if (!result.ok) throw new Error("it was not read");
  const { elixir, otp } = result.value.value;
  assert.equal(elixir, { value: "1.18.2", why: "--elixir 1.18.2" });
  assert.match(otp.value, /^27\./);
});

test("versions: .tool-versions before mise.toml before mix.exs; a part is filled up and said", async () => {
  const elixirs: readonly [Record<string, string>, string, string][] = [
    [{}, "1.15.8", "mix.exs:10 asks for ~> 1.15"],
    [{ ".tool-versions": "elixir 1.17.3-otp-26\n" }, "1.17.3", ".tool-versions:1"],
    [
      { ".tool-versions": "nodejs 22\n", "mise.toml": '[tools]\nelixir = "1.16.2"\n' },
      "1.16.2",
      "mise.toml:2",
    ],
    [{ ".mise.toml": "[tools]\nelixir = '1.18'\n" }, "1.18.4", ".mise.toml:2 says 1.18"],
    [
      { "mix.exs": MIX.replace("deps:", 'elixir: "== 1.16.2", deps:') },
      "1.16.2",
      "mix.exs:3 asks for == 1.16.2",
    ],
    [
      { "mix.exs": MIX.replace("deps:", 'elixir: ">= 1.17.0 and < 2.0.0", deps:') },
      "1.17.3",
      "mix.exs:3 asks for >= 1.17.0 and < 2.0.0",
    ],
    [{ "mix.exs": MIX.replace("deps:", 'elixir: "~> 1.44", deps:') }, "1.44.0", "mix.exs:3 asks for ~> 1.44"],
    [{ "mix.exs": MIX }, "1.18.4", "no file says which"],
    [{ ".tool-versions": "elixir ref:main\n" }, "1.15.8", "mix.exs:10 asks for ~> 1.15"],
  ];
  for (const [files, version, why] of elixirs) {
    assert.equal((await read(changed(files))).elixir, { value: version, why });
  }
  const { otp } = await read(changed({ ".tool-versions": "elixir 1.17.3-otp-26\n" }));
  assert.match(otp.value, /^26\./);
  assert.is(otp.why, ".tool-versions:1 says -otp-26");
});

test("repos: of ecto_repos, else of the modules; what is only spoken of is none", async () => {
  const { repos } = await read(path.join(fixtures, "no-assets"));
  assert.equal(
    repos.map(({ value, why }) => `${value.module} ${why}`),
    ["Ledger.Repo lib/ledger/repos.ex:2", "Ledger.Audit.Repo lib/ledger/repos.ex:12"],
  );
  const config = "import Config\nconfig :shop, ShopWeb.Endpoint, url: []\n";
  const bare = await read(changed({ "config/config.exs": config }));
  assert.equal(
    bare.repos.map(({ value }) => value.module),
    ["Shop.Repo"],
  );
  const quoted =
    "defmodule ShopWeb do\n  def repo do\n    quote do\n      use Ecto.Repo, otp_app: :x\n    end\n  end\nend\n";
  const spoken = await read(
    changed({ "config/config.exs": config, "lib/shop/repo.ex": "", "lib/shop_web.ex": quoted }),
  );
  assert.equal(spoken.repos, []);
});

test("an umbrella: the application with the database migrates, the one with the endpoint has the assets", async () => {
  const project = await read(path.join(fixtures, "umbrella"));
  assert.is(project.umbrella, true);
  assert.equal(project.main, {
    value: { name: "plaza", folder: "apps/plaza", module: "Plaza" },
    why: "it has the database",
  });
  assert.is(project.assets.value.folder, "apps/plaza_web/assets");
  assert.is(project.assets.why, "apps/plaza_web/mix.exs:26 has esbuild");
  assert.equal(project.release, { value: "plaza", why: "mix.exs:12" });
});

test("an umbrella whose applications lie elsewhere than in apps/", async () => {
  const root = tempDirectory();
  cpSync(path.join(fixtures, "umbrella"), root, { recursive: true });
  renameSync(path.join(root, "apps"), path.join(root, "services"));
  const text = readFileSync(path.join(root, "mix.exs"), "utf8");
  writeFileSync(path.join(root, "mix.exs"), text.replace('"apps"', '"services/"'));
  const project = await read(root);
  assert.equal(
    project.apps.map(({ folder }) => folder),
    ["services/plaza", "services/plaza_web"],
  );
  assert.is(project.assets.value.folder, "services/plaza_web/assets");
  assert.ok(project.texts.has("services/plaza/lib/plaza/application.ex"));
  if (mix !== undefined) assert.equal(await read(root, true), project);
});

test("webpack, brunch or anything with a script; its lock file says which program", async () => {
  const scripts = (text: string, lock: string) => {
    const mix = `${MIX.replace("deps: []", 'deps: [{:phoenix, "~> 1.5"}]')}`;
    return read(
      changed({
        "mix.exs": mix,
        "assets/package.json": text,
        ...(lock === "" ? {} : { [`assets/${lock}`]: "x\n" }),
      }),
    );
  };
  const kind = ({ assets: { value } }: Project) =>
    `${value.kind} ${value.script} ${value.packages} ${value.locked}`;
  assert.is(
    kind(await scripts('{"scripts":{"build":"vite build","deploy":"webpack"}}', "yarn.lock")),
    "webpack deploy yarn true",
  );
  assert.is(
    kind(await scripts('{"scripts":{"build":"vite build"}}', "pnpm-lock.yaml")),
    "webpack build pnpm true",
  );
  assert.is(kind(await scripts('{"scripts":{"build":"vite build"}}', "")), "webpack build npm false");
  assert.is(kind(await scripts("{ damaged", "")), "none  none false");
});

test("no text makes the reader throw, and none takes long", () => {
  const parts = [
    "[",
    "{",
    "(",
    '"',
    "#{",
    "do",
    "end",
    "fn",
    "def project do",
    "~w(",
    '"""',
    "?",
    ":",
    "@a",
    "++",
    ",",
    "\n",
    "\\",
    "%{",
    "app:",
    "use Ecto.Repo",
    "\u{1F600}",
  ];
  for (const one of parts) readWithin(one.repeat(20_000));
  for (let seed = 1; seed < 400; seed += 1) {
    let state = seed;
    const next = () => (state = (state * 48271) % 2147483647);
    readWithin(Array.from({ length: 60 }, () => parts[next() % parts.length]).join(" "));
  }
});

function readWithin(text: string): void {
  readMixFile(text, "mix.exs");
  readSettings(new Map([["config/config.exs", `config :a, ${text}`]]));
}

function mixVersion(): string | undefined {
  try {
    return execFileSync("mix", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}
