import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../scripts/core/files.ts";
import { generate } from "../../scripts/init/generate.ts";
import type { Choices, Project } from "../../scripts/init/project.ts";
import { tempDirectory } from "../harness.ts";
import { app, choices as phoenixChoices, project } from "../init/projects.ts";

const here = import.meta.dirname;
const fact = <T>(value: T) => ({ value, why: "the sample says so" });

/** What the two shapes of the sample have in common. */
const common: Partial<Project> = {
  release: fact("harbour"),
  repos: [fact({ module: "Harbour.Repo", app: "harbour", adapter: "postgres", binaryId: false })],
  elixir: fact("1.14.5"),
  otp: fact("25.3.2.21"),
  hasReleases: true,
  dependencies: [],
};

export const sampleChoices: Choices = {
  ...phoenixChoices,
  namespace: "harbour",
  host: "harbour.localhost",
  image: "harbour",
};

/** Folders of test/app/variants: `second` brings a migration, `broken` one that fails half way. */
export type Variant = "second" | "broken";

export interface Sample {
  /** An umbrella of harbour and harbour_web, made of the same modules, with an asset step that needs Node. */
  readonly umbrella?: boolean;
  /** The release's version. */
  readonly version?: string;
  readonly variants?: readonly Variant[];
}

/** The sample application's sources in a temp directory, as its authors would have them: without what init writes. */
export function sampleSources({ umbrella = false, version, variants = [] }: Sample = {}): string {
  const root = tempDirectory();
  if (umbrella) writeUmbrella(root);
  else copy(path.join(here, "harbour"), root);
  for (const variant of variants) addVariant(path.join(root, umbrella ? "apps/harbour" : "."), variant);
  if (version !== undefined) {
    for (const file of filesBelow(root).filter((one) => path.basename(one) === "mix.exs"))
      edit(path.join(root, file), /version: "[^"]*"/, `version: "${version}"`);
  }
  return root;
}

/** The sample with the files that init writes, ready for `mix release` or an image. */
export function sampleApp(options: Sample = {}): string {
  const root = sampleSources(options);
  for (const { path: file, text, executable } of generate(sampleProject(root, options), sampleChoices)) {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    if (executable) chmodSync(target, 0o755);
  }
  return root;
}

/** What init knows of it. */
export function sampleProject(root: string, { umbrella = false }: Sample = {}): Project {
  const paths = new Set(filesBelow(root).map((file) => file.split(path.sep).join("/")));
  const assets = project().assets.value;
  if (!umbrella) {
    return project({
      ...common,
      paths,
      apps: [app("harbour")],
      main: fact(app("harbour")),
      endpoint: fact({ module: "HarbourWeb.Endpoint", app: "harbour" }),
      assets: fact({ ...assets, kind: "none", app: "harbour" }),
    });
  }
  const apps = ["harbour", "harbour_web"].map((name) => app(name, `apps/${name}`));
  return project({
    ...common,
    paths,
    umbrella,
    apps,
    main: fact(apps[0] as (typeof apps)[0]),
    endpoint: fact({ module: "HarbourWeb.Endpoint", app: "harbour_web" }),
    assets: fact({
      kind: "webpack",
      folder: "apps/harbour_web/assets",
      app: "harbour_web",
      deployAlias: "",
      setupAlias: "",
      packages: "npm",
      script: "deploy",
      locked: true,
    }),
  });
}

/** Puts a variant's files over an application's folder: of the sources, or in a release. */
export function addVariant(folder: string, variant: Variant): void {
  cpSync(path.join(here, "variants", variant), folder, { recursive: true });
}

/** The modules of harbour/ in two applications; what only the umbrella has lies in umbrella/. */
function writeUmbrella(root: string): void {
  const from = path.join(here, "harbour");
  const data = path.join(root, "apps/harbour");
  const web = path.join(root, "apps/harbour_web");
  for (const file of ["config", "mix.exs", ".formatter.exs", ".gitignore"])
    copy(path.join(from, file), path.join(root, file));
  copy(path.join(from, "priv"), path.join(data, "priv"));
  copy(path.join(from, "lib/harbour"), path.join(data, "lib/harbour"));
  copy(path.join(from, "lib/stand_in"), path.join(data, "lib/stand_in"));
  copy(path.join(from, "lib/harbour_web"), path.join(web, "lib/harbour_web"));
  copy(path.join(here, "umbrella"), root);
  edit(path.join(root, "mix.exs"), "Harbour.MixProject", "Harbour.Umbrella.MixProject");
  edit(path.join(root, "mix.exs"), "app: :harbour,", 'apps_path: "apps",');
  edit(
    path.join(root, "mix.exs"),
    "applications: postgres_driver()",
    "applications: [harbour: :permanent, harbour_web: :permanent] ++ postgres_driver()",
  );
  edit(path.join(root, "mix.exs"), /\n {2}def application do\n.*?\n {2}end\n/s, "");
  edit(path.join(root, ".formatter.exs"), '"{config,lib}/', '"{config,apps}/');
  edit(path.join(web, "lib/harbour_web/endpoint.ex"), "otp_app: :harbour", "otp_app: :harbour_web");
  for (const file of ["config/config.exs", "config/runtime.exs"])
    edit(path.join(root, file), /config :harbour, HarbourWeb/g, "config :harbour_web, HarbourWeb");
}

function edit(file: string, what: string | RegExp, by: string): void {
  const before = readFileSync(file, "utf8");
  const after = before.replace(what, by);
  if (after === before) throw new Error(`${file} has no ${what}`);
  writeFileSync(file, after);
}

/** Without what mix leaves where it was run. */
function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (file) => path.basename(file) !== "_build" });
}
