import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { advise } from "../../scripts/init/advise.ts";
import { choicesOf } from "../../scripts/init/choices.ts";
import { generate } from "../../scripts/init/generate.ts";
import {
  type Advice,
  type Choices,
  CLUSTERINGS,
  type Clustering,
  type Generated,
  type Project,
} from "../../scripts/init/project.ts";
import { unsupported } from "../../scripts/init/unsupported.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { app, choices, project, projects } from "./projects.ts";

const test = suite("init: what is told");

const RUNTIME = "config/runtime.exs";
/** The sample's, which reads all there is to read. */
const complete = readFileSync(path.join(projectRoot, "test/app/harbour", RUNTIME), "utf8")
  .replaceAll("Harbour", "Shop")
  .replaceAll("harbour", "shop");
/** Without a topology of libcluster's. */
const alone = complete.replace(/ *if System\.get_env\("CLUSTER_STRATEGY"\)[\s\S]*?\n {2}end\n/g, "");
const dns: Choices = { ...choices, clustering: "dns" };
const APPLICATION = "lib/shop/application.ex";
const started = "children = [{DNSCluster, query: query}, ShopWeb.Endpoint]";

const phx = (texts: Readonly<Record<string, string>>, changes: Partial<Project> = {}): Project =>
  project({ ...changes, texts: new Map(Object.entries(texts)) });

/** The file as it is when the lines have been added to its end. */
const followed = (text: string, advice: Advice): string => `${text}\n${(advice.lines ?? []).join("\n")}\n`;

test("a project that has everything is told nothing", () => {
  assert.equal(advise(phx({ [RUNTIME]: complete }), choices), []);
  const clustered = phx(
    { [RUNTIME]: complete, [APPLICATION]: started },
    { dependencies: ["ecto_sql", "dns_cluster"] },
  );
  assert.equal(advise(clustered, dns), []);
});

test("each variable that is not read is told by its name, and no other; once followed it is told no more", () => {
  const names = [
    "DATABASE_URL",
    "POOL_SIZE",
    "ECTO_IPV6",
    "SECRET_KEY_BASE",
    "PHX_HOST",
    "PORT",
    "PHX_SERVER",
  ];
  for (const name of names) {
    const text = complete.replaceAll(`"${name}"`, '"OTHER"').replaceAll(/server: true/g, "server: false");
    const [advice, ...more] = advise(phx({ [RUNTIME]: text }), choices);
    assert.equal(more, []);
    assert.equal(advice?.title, `read nowhere: ${name}`);
    assert.equal(advise(phx({ [RUNTIME]: followed(text, advice as Advice) }), choices), [], name);
  }
});

test("an address other than all of them, of both families, is told", () => {
  const text = complete.replace("{0, 0, 0, 0, 0, 0, 0, 0}", "{127, 0, 0, 1}");
  const [advice] = advise(phx({ [RUNTIME]: text }), choices);
  assert.match(advice?.title ?? "", /read nowhere: the address ::/);
  assert.equal(advise(phx({ [RUNTIME]: followed(text, advice as Advice) }), choices), []);
});

test("what stands in a comment alone is not there; a # inside of quotes is no comment", () => {
  const commented = complete.replace(/^(.*"POOL_SIZE".*)$/m, "# $1");
  assert.match(advise(phx({ [RUNTIME]: commented }), choices)[0]?.title ?? "", /POOL_SIZE$/);
  const quoted = complete.replace(
    'System.get_env("POOL_SIZE")',
    'System.get_env("A#B") || System.get_env("POOL_SIZE")',
  );
  assert.equal(advise(phx({ [RUNTIME]: quoted }), choices), []);
});

test("without a runtime.exs all of it is told as one file, which then is complete", () => {
  for (const one of [projects.phx, projects.umbrella, projects.noEcto, twoRepos()]) {
    const [advice, ...more] = advise(one, choices);
    assert.equal([advice?.title, more], ["there is no runtime configuration yet", []]);
    const text = (advice?.lines ?? []).join("\n");
    assert.match(text, /^import Config\n/);
    assert.equal(advise({ ...one, texts: new Map([[RUNTIME, text]]) }, choices), []);
  }
});

test("a second repo has an address of its own", () => {
  const lines = (advise(twoRepos(), choices)[0]?.lines ?? []).join("\n");
  assert.match(lines, /config :shop, Shop\.Repo,\n {4}url: System\.fetch_env!\("DATABASE_URL"\)/);
  assert.match(
    lines,
    /config :shop, Shop\.Analytics\.Repo,\n {4}url: System\.fetch_env!\("ANALYTICS_DATABASE_URL"\)/,
  );
});

test("config/releases.exs does as well, and gets lines that Elixir 1.10 understands", () => {
  const text = complete.replace(/.*POOL_SIZE.*\n/, "");
  const [advice] = advise(phx({ "config/releases.exs": text }), choices);
  assert.equal(advice?.file, "config/releases.exs");
  assert.not.match((advice?.lines ?? []).join("\n"), /config_env/);
});

test("clustering: the dependency, its child and the name are told where they are missing", () => {
  const text = complete.replace(/.*DNS_CLUSTER_QUERY.*\n/, "");
  const bare = { [RUNTIME]: text, [APPLICATION]: "children = [ShopWeb.Endpoint] # DNSCluster" };
  assert.equal(advise(phx(bare), choices), []);
  assert.equal(
    advise(phx(bare), dns).map((one) => [one.file, one.title]),
    [
      [RUNTIME, "read nowhere: DNS_CLUSTER_QUERY"],
      ["mix.exs", "a dependency that connects the nodes is missing"],
      [APPLICATION, "nothing starts DNSCluster"],
    ],
  );
  const dependency = { dependencies: ["ecto_sql", "dns_cluster"] };
  assert.equal(advise(phx({ ...bare, [RUNTIME]: complete }, dependency), dns).length, 1);
  assert.equal(advise(phx({ ...bare, [RUNTIME]: complete, [APPLICATION]: started }, dependency), dns), []);
});

test("clustering by libcluster that is started is left alone", () => {
  const dependency = { dependencies: ["ecto_sql", "libcluster"] };
  const supervisor = "children = [{Cluster.Supervisor, [topologies]}]";
  const topologies = "topologies = [shop: [strategy: Cluster.Strategy.Gossip]]";
  const texts = { [RUNTIME]: complete, [APPLICATION]: `${topologies}\n${supervisor}` };
  for (const clustering of CLUSTERINGS)
    assert.equal(advise(phx(texts, dependency), { ...choices, clustering }), []);
  const bare = advise(phx({ [RUNTIME]: alone, [APPLICATION]: supervisor }, dependency), dns);
  assert.equal(
    bare.map((one) => [one.file, one.title]),
    [[RUNTIME, "libcluster has no topology"]],
  );
});

test("clustering: what each strategy needs beside the chart", () => {
  const told = (clustering: Clustering, dependency: string, application = "children = [ShopWeb.Endpoint]") =>
    advise(
      phx({ [RUNTIME]: alone, [APPLICATION]: application }, { dependencies: ["ecto_sql", dependency] }),
      { ...choices, clustering },
    );
  const titles = (...given: Parameters<typeof told>) => told(...given).map((one) => one.title);
  assert.equal(titles("dns-srv", "dns_cluster", started), [
    "DNSCluster looks for addresses, and the nodes have names",
  ]);
  assert.equal(told("dns-srv", "dns_cluster")[0]?.lines, [
    "{DNSCluster, query: Application.get_env(:shop, :dns_cluster_query) || :ignore, resource_types: [{:srv, :hostnames}]},",
  ]);
  assert.equal(
    titles(
      "dns-srv",
      "dns_cluster",
      started.replace("query: query", "query: query, resource_types: [{:srv, :hostnames}]"),
    ),
    [],
  );
  // dns_cluster cannot list pods.
  assert.equal(titles("kubernetes", "dns_cluster", started), [
    "a dependency that connects the nodes is missing",
    "nothing starts libcluster",
    "libcluster has no topology",
  ]);
  assert.equal(titles("kubernetes", "libcluster"), [
    "nothing starts libcluster",
    "libcluster has no topology",
  ]);
});

test("clustering: the strategy is taken from the project's own topology", () => {
  const chosen = (text: string, dependency = "libcluster") =>
    choicesOf(phx({ [RUNTIME]: text }, { dependencies: [dependency] }), {}, [{ name: "local" }], {
      name: "local",
    }).clustering;
  assert.is(chosen("strategy: Cluster.Strategy.Kubernetes,"), "kubernetes");
  assert.is(chosen("strategy: Cluster.Strategy.Kubernetes.DNSSRV,"), "dns-srv");
  assert.is(chosen("strategy: Cluster.Strategy.Kubernetes.DNS,"), "dns");
  assert.is(chosen("# strategy: Cluster.Strategy.Kubernetes,"), "dns");
  assert.is(chosen("", "dns_cluster"), "dns");
  assert.is(chosen("", "bandit"), "none");
});

test("clustering in an umbrella is told at the application that is the main one", () => {
  const told = advise({ ...projects.umbrella, texts: new Map([[RUNTIME, complete]]) }, dns);
  assert.equal(
    told.map((one) => one.file),
    ["apps/shop/mix.exs", "apps/shop/lib/shop/application.ex"],
  );
});

test("Distillery: the steps to `mix release`, each until it is done", () => {
  const old = phx(
    { [RUNTIME]: complete, "config/prod.exs": `config :shop, key: "\${SHOP_KEY}", port: "\${PORT}"` },
    {
      distillery: { value: true, why: "rel/config.exs" },
      dependencies: ["phoenix", "distillery"],
      elixir: { value: "1.6.6", why: ".tool-versions" },
      paths: new Set([
        "mix.exs",
        "rel/config.exs",
        "rel/vm.args",
        "rel/commands/migrate.sh",
        "rel/overlays/bin/server",
      ]),
    },
  );
  const told = advise(old, choices);
  assert.equal(
    told.map((one) => one.title),
    [
      "Elixir 1.6.6 has to become 1.11 or later",
      "take the dependency :distillery out",
      "name the release in `project/0`",
      `nothing replaces "\${SHOP_KEY}", "\${PORT}"`,
      "delete what Distillery read",
    ],
  );
  assert.equal(told[2]?.lines, ["releases: [shop: [include_executables_for: [:unix]]],"]);
  assert.equal(told[4]?.lines, [
    "git rm rel/commands/migrate.sh",
    "git rm rel/config.exs",
    "git rm rel/vm.args",
  ]);
  const done: Project = {
    ...old,
    dependencies: ["phoenix"],
    hasReleases: true,
    elixir: { value: "1.18.4", why: ".tool-versions" },
    paths: new Set(["mix.exs", "rel/overlays/bin/server"]),
    texts: new Map([[RUNTIME, complete]]),
  };
  assert.equal(advise(done, choices), [], "even where the reader still takes it for Distillery's");
});

test("an umbrella's release names its applications", () => {
  const told = advise(
    { ...projects.umbrella, hasReleases: false, distillery: { value: true, why: "rel/config.exs" } },
    choices,
  );
  assert.match(
    told.flatMap((one) => one.lines ?? []).join("\n"),
    /releases: \[shop: \[include_executables_for: \[:unix\], applications: \[shop: :permanent, shop_web: :permanent\]\]\],/,
  );
});

test("a release.ex of one's own is told what bin/ would call and it has not", () => {
  const own = "defmodule Shop.Release do\n  def migrate do\n  end\n  # def seed do\nend\n";
  const file = "lib/shop/release.ex";
  const [advice, ...more] = advise(phx({ [RUNTIME]: complete, [file]: own }), choices);
  assert.equal([advice?.title, more], ["your release module has no seed and no rollback", []]);
  const full = `${own}${advice?.lines?.join("\n")}`;
  assert.equal(advise(phx({ [RUNTIME]: complete, [file]: full }), choices), []);
  assert.equal(advise(phx({ [RUNTIME]: complete, [file]: own }, { repos: [] }), choices), []);
  assert.equal(
    advise(phx({ [RUNTIME]: complete, ...texts(generate(projects.phx, choices)) }), choices),
    [],
    "init's own has all",
  );
});

test("an env.sh.eex of one's own is told to read files, with lines that do", () => {
  const file = "rel/env.sh.eex";
  const own = "#!/bin/sh\n# DATABASE_URL_FILE\nexport LANG=C.UTF-8\n";
  const [advice, ...more] = advise(phx({ [RUNTIME]: complete, [file]: own }), choices);
  assert.equal([advice?.title, more], ["your env.sh reads no secret from a file", []]);
  const text = followed(own, advice as Advice);
  assert.equal(advise(phx({ [RUNTIME]: complete, [file]: text }), choices), []);
  const secret = path.join(tempDirectory(), "url");
  writeFileSync(secret, "ecto://a b\n");
  const read = execFileSync(
    "sh",
    ["-ec", `${text}\nprintf "%s|%s" "$DATABASE_URL" "\${SECRET_KEY_BASE-none}"`],
    {
      encoding: "utf8",
      env: { PATH: process.env.PATH, DATABASE_URL_FILE: secret },
    },
  );
  assert.equal(read, "ecto://a b|none");
});

test("a database other than Postgres is told with what works and what does not; a binary id is no matter", () => {
  const repo = (adapter: "mysql" | "sqlite" | "postgres") => [
    { value: { module: "Shop.Repo", app: "shop", adapter, binaryId: true }, why: "lib/shop/repo.ex" },
  ];
  const told = (adapter: "mysql" | "sqlite" | "postgres") =>
    unsupported(project({ repos: repo(adapter) }), "local");
  assert.equal(told("postgres"), []);
  assert.is(told("mysql")[0]?.code, "CR705");
  assert.is(told("mysql")[0]?.message, "Shop.Repo is on MySQL, which init does not set up");
  assert.match(told("mysql")[0]?.note ?? "", "bin/migrate works");
  assert.match(
    told("mysql")[0]?.help ?? "",
    "shop.secrets.databaseUrl.value (chartroom -e local secrets edit)",
  );
  assert.match(told("sqlite")[0]?.help ?? "", /one replica/);
});

test("an Ecto before ecto_sql is told: it has no Ecto.Migrator.with_repo", () => {
  const told = advise(phx({ [RUNTIME]: complete }, { dependencies: ["phoenix_ecto", "postgrex"] }), choices);
  assert.equal(
    told.map((one) => one.lines),
    [['{:ecto_sql, "~> 3.2"}']],
  );
});

function texts(files: readonly Generated[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map((one) => [one.path, one.text]));
}

function twoRepos(): Project {
  const repo = (module: string) => ({
    value: { module, app: "shop", adapter: "postgres" as const, binaryId: false },
    why: "a test says so",
  });
  return project({ apps: [app("shop")], repos: [repo("Shop.Repo"), repo("Shop.Analytics.Repo")] });
}

test("an umbrella without a release, and a file of secrets that no image has, are told until they are mended", () => {
  const umbrella = { ...projects.umbrella, hasReleases: false, texts: new Map([[RUNTIME, complete]]) };
  const [entry, ...more] = advise(umbrella, choices).filter((one) => one.file === "mix.exs");
  assert.equal(entry?.lines, [
    "releases: [shop: [include_executables_for: [:unix], applications: [shop: :permanent, shop_web: :permanent]]],",
  ]);
  assert.equal(more, []);
  assert.equal(
    advise({ ...umbrella, hasReleases: true }, choices).filter((one) => one.file === "mix.exs"),
    [],
  );

  const old = (text: string) => advise(phx({ [RUNTIME]: complete, "config/prod.exs": text }), choices);
  const [secret] = old('import Config\nimport_config "prod.secret.exs"\n');
  assert.equal(
    [secret?.file, secret?.title],
    ["config/prod.exs", "prod.secret.exs is in no image, so the build stops at it"],
  );
  assert.equal(old('import Config\n# import_config "prod.secret.exs"\n'), []);
});
