import type { App, Assets, Choices, Project } from "../../scripts/init/project.ts";

const fact = <T>(value: T) => ({ value, why: "a test says so" });

export const app = (name: string, folder = "."): App => ({
  name,
  folder,
  module: name.replace(/(?:^|_)(.)/g, (_, first: string) => first.toUpperCase()),
});

const assets: Assets = {
  kind: "esbuild",
  folder: "assets",
  app: "shop",
  deployAlias: "assets.deploy",
  setupAlias: "assets.setup",
  packages: "none",
  script: "",
  locked: false,
};

/** What `mix phx.new shop` gives; `changes` make another project of it. */
export function project(changes: Partial<Project> = {}, assetChanges: Partial<Assets> = {}): Project {
  return {
    umbrella: false,
    apps: [app("shop")],
    main: fact(app("shop")),
    release: fact("shop"),
    repos: [fact({ module: "Shop.Repo", app: "shop", adapter: "postgres" as const, binaryId: false })],
    endpoint: fact({ module: "ShopWeb.Endpoint", app: "shop" }),
    assets: fact({ ...assets, ...assetChanges }),
    elixir: fact("1.18.4"),
    otp: fact("27.3.4"),
    hasReleases: false,
    distillery: fact(false),
    dependencies: ["phoenix", "ecto_sql", "postgrex"],
    local: [],
    paths: new Set([
      "mix.exs",
      "mix.lock",
      "config/config.exs",
      "config/prod.exs",
      "config/runtime.exs",
      "lib/shop.ex",
      "priv/repo/seeds.exs",
      "assets/js/app.js",
    ]),
    texts: new Map(),
    ...changes,
  };
}

export const choices: Choices = {
  environment: "local",
  environments: ["local"],
  context: "minikube",
  namespace: "shop",
  host: "shop.localhost",
  image: "shop",
  port: 4000,
  clustering: "none",
};

const umbrellaApps = [app("shop", "apps/shop"), app("shop_web", "apps/shop_web")];

/** One of each shape that the generators tell apart. */
export const projects = {
  phx: project(),
  noEcto: project({ repos: [], dependencies: ["phoenix"] }),
  bare: project({ dependencies: [] }, { kind: "none" }),
  modules: project(
    { paths: new Set([...project().paths, "assets/package.json", "assets/pnpm-lock.yaml"]) },
    { packages: "pnpm" },
  ),
  webpack: project(
    {
      dependencies: ["phoenix"],
      elixir: fact("1.10.4"),
      otp: fact("22.3"),
      local: ["vendor/money"],
      paths: new Set([
        ...project().paths,
        "assets/package.json",
        "assets/package-lock.json",
        "vendor/money/mix.exs",
      ]),
    },
    { kind: "webpack", packages: "npm", locked: true, script: "deploy", deployAlias: "", setupAlias: "" },
  ),
  umbrella: project(
    {
      umbrella: true,
      hasReleases: true,
      apps: umbrellaApps,
      main: fact(app("shop", "apps/shop")),
      paths: new Set([
        "mix.exs",
        "mix.lock",
        "config/config.exs",
        "config/runtime.exs",
        "apps/shop/mix.exs",
        "apps/shop/lib/shop.ex",
        "apps/shop/priv/repo/seeds.exs",
        "apps/shop_web/mix.exs",
        "apps/shop_web/config/config.exs",
        "apps/shop_web/lib/shop_web.ex",
        "apps/shop_web/assets/js/app.js",
      ]),
    },
    { app: "shop_web", folder: "apps/shop_web/assets" },
  ),
} as const;
