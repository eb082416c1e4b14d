import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../scripts/core/files.ts";
import { advise } from "../../scripts/init/advise.ts";
import { generate } from "../../scripts/init/generate.ts";
import type { Project } from "../../scripts/init/project.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { app, choices, project, projects } from "../init/projects.ts";
import { projectRoot } from "../rig.ts";
import { builtRelease } from "./release.ts";

const test = suite("init's Elixir and shell");

const repo = (module: string, owner: string) => ({
  value: { module, app: owner, adapter: "postgres" as const, binaryId: false },
  why: "a test says so",
});
const many = Array.from({ length: 9 }, (_, index) => app(`warehouse_${index}`, `apps/warehouse_${index}`));

/** Those that init's other tests know, and two whose names make long lines. */
const shapes: Readonly<Record<string, Project>> = {
  ...projects,
  repos: project({ repos: [repo("Shop.Repo", "shop"), repo("Shop.Analytics.Repo", "shop")] }),
  many: project({
    umbrella: true,
    apps: many,
    main: { value: many[0] as (typeof many)[0], why: "a test says so" },
    repos: many.map((one) => repo(`${one.module}.Repo`, one.name)),
  }),
};

/** What init writes for every shape, each in a folder of its own, and the goldens of its tests. Absolute. */
function written(wanted: RegExp): readonly string[] {
  const root = tempDirectory();
  const made = Object.entries(shapes).flatMap(([name, shape]) =>
    generate(shape, choices)
      .filter((one) => wanted.test(one.path))
      .map((one) => {
        const file = path.join(root, name, one.path);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, one.text);
        return file;
      }),
  );
  const goldens = path.join(projectRoot, "test/init/golden");
  const kept = filesBelow(goldens).filter((one) => wanted.test(one));
  assert.ok(kept.length > 4 && made.length > 6, `${kept.length} and ${made.length} files`);
  return [...made, ...kept.map((one) => path.join(goldens, one))];
}

const ELIXIR = /\/release\.ex$/;
const SHELL = /(?:^|\/)rel\/(?:overlays\/bin\/[^/]+|env\.sh\.eex)$/;

test("compile without a warning, and a release is made of them", () => {
  builtRelease();
});

test("are formatted as mix formats, for every shape of project", () => {
  const files = written(ELIXIR);
  execFileSync("mix", ["format", "--check-formatted", ...files], { cwd: tempDirectory(), stdio: "pipe" });
});

test("compile for every shape of project", () => {
  const ecto = path.join(builtRelease().sources, "_build/prod/lib/harbour/ebin");
  for (const file of written(ELIXIR)) {
    execFileSync("elixirc", ["--warnings-as-errors", "-pa", ecto, "-o", tempDirectory(), file], {
      stdio: "pipe",
    });
  }
});

test("pass shellcheck, for every shape of project", () => {
  const files = written(SHELL);
  execFileSync("shellcheck", files, { stdio: "pipe" });
});

test("a project without a repo has nothing to migrate: no release.ex, no scripts for it", () => {
  const files = generate(projects.noEcto, choices).map((one) => one.path);
  assert.equal(
    files.filter((file) => /release\.ex$|bin\/(?:migrate|seed|rollback)$/.test(file)),
    [],
  );
  assert.ok(files.includes("rel/overlays/bin/server") && files.includes("rel/env.sh.eex"));
});

test("libcluster's topology that is told is what the chart's variables say, for each strategy", () => {
  const env = {
    PATH: process.env.PATH,
    HOME: tempDirectory(),
    DNS_CLUSTER_QUERY: "shop-headless.apps.svc.cluster.local",
    CLUSTER_STRATEGY: "any",
    CLUSTER_SERVICE: "shop-headless",
    CLUSTER_NAMESPACE: "apps",
    CLUSTER_NODE_BASENAME: "shop",
    CLUSTER_LOOKUP: "pods",
    CLUSTER_SELECTOR: "app=shop",
  };
  const wanted = {
    dns: /Kubernetes\.DNS, config: \[ ?service: "shop-headless\.apps\.svc\.cluster\.local", application_name: "shop"/,
    "dns-srv":
      /Kubernetes\.DNSSRV, config: \[ ?service: "shop-headless", namespace: "apps", application_name: "shop"/,
    kubernetes: /Kubernetes, config: \[ ?kubernetes_ip_lookup_mode: :pods, kubernetes_selector: "app=shop",/,
  };
  const project = { ...projects.phx, dependencies: [...projects.phx.dependencies, "libcluster"] };
  for (const [clustering, pattern] of Object.entries(wanted) as [keyof typeof wanted, RegExp][]) {
    const told = advise(project, { ...choices, clustering }).find((one) => /topology/.test(one.title));
    const file = path.join(tempDirectory(), "topology.exs");
    writeFileSync(file, `import Config\n${told?.lines?.join("\n")}\n`);
    const read = "IO.inspect(Config.Reader.read!(hd(System.argv()))[:libcluster][:topologies][:release])";
    const output = execFileSync("elixir", ["-e", read, file], { encoding: "utf8", env });
    assert.match(output.replace(/\s+/g, " "), pattern);
  }
});

test("a runtime.exs made of what is told puts the environment where Phoenix and Ecto look", () => {
  const told = Object.entries(shapes).map(([name, shape]) => {
    const file = path.join(tempDirectory(), `${name}.exs`);
    const lines = advise(shape, { ...choices, clustering: "dns" }).find(
      (one) => one.file === "config/runtime.exs",
    )?.lines;
    writeFileSync(file, `${lines?.join("\n")}\n`);
    return { shape, file };
  });
  const read =
    "for file <- System.argv(), do: IO.inspect(Config.Reader.read!(file, env: :prod), limit: :infinity, width: 99_999)";
  const many = Object.fromEntries(
    ["ANALYTICS", ...Array.from({ length: 9 }, (_, index) => `WAREHOUSE_${index}`)].map((one) => [
      `${one}_DATABASE_URL`,
      `ecto://${one}`,
    ]),
  );
  const output = execFileSync("elixir", ["-e", read, ...told.map(({ file }) => file)], {
    encoding: "utf8",
    env: {
      ...process.env,
      ...many,
      DATABASE_URL: "ecto://first",
      POOL_SIZE: "7",
      ECTO_IPV6: "true",
      SECRET_KEY_BASE: "base",
      PHX_HOST: "shop.test",
      PORT: "4567",
      PHX_SERVER: "true",
      DNS_CLUSTER_QUERY: "shop-headless",
    },
  });
  const configs = output.trim().split("\n");
  assert.is(configs.length, told.length);
  for (const [index, { shape }] of told.entries()) {
    const config = configs[index] as string;
    const wanted = [
      'secret_key_base: "base"',
      'host: "shop.test"',
      "port: 4567, ip: {0, 0, 0, 0, 0, 0, 0, 0}",
      "server: true",
      /dns_cluster_query(?:: |, )"shop-headless"/.exec(config)?.[0] ?? "dns_cluster_query",
      ...(shape.repos.length > 0 ? ['url: "ecto://first"', "pool_size: 7", "socket_options: [:inet6]"] : []),
      ...(shape === shapes.repos ? ['url: "ecto://ANALYTICS"'] : []),
    ];
    for (const one of wanted) assert.ok(config.includes(one), `${one} in ${config}`);
  }
});
