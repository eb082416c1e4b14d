import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generate } from "../../scripts/init/generate.ts";
import type { Choices, Project } from "../../scripts/init/project.ts";
import { tempDirectory } from "../harness.ts";
import { app, choices as phoenixChoices, project } from "../init/projects.ts";

const here = import.meta.dirname;
const fact = <T>(value: T) => ({ value, why: "the sample says so" });

/** What init knows of the sample. */
export const sampleProject: Project = project({
  apps: [app("harbour")],
  main: fact(app("harbour")),
  release: fact("harbour"),
  repos: [fact({ module: "Harbour.Repo", app: "harbour", adapter: "postgres", binaryId: false })],
  endpoint: fact({ module: "HarbourWeb.Endpoint", app: "harbour" }),
  assets: fact({ ...project().assets.value, kind: "none", app: "harbour" }),
  elixir: fact("1.14.0"),
  otp: fact("25.2.3"),
  hasReleases: true,
  dependencies: [],
  paths: new Set(files(path.join(here, "harbour"))),
});

export const sampleChoices: Choices = {
  ...phoenixChoices,
  namespace: "harbour",
  host: "harbour.localhost",
  image: "harbour",
};

/** Folders of test/app/variants: `second` brings a migration, `broken` one that fails half way. */
export type Variant = "second" | "broken";

/**
 * A copy of the sample application in a temp directory with the files that init writes, ready for `mix release` or an
 * image. `version` becomes the release's.
 */
export function sampleApp(options: { version?: string; variants?: readonly Variant[] } = {}): string {
  const root = tempDirectory();
  cpSync(path.join(here, "harbour"), root, {
    recursive: true,
    filter: (file) => path.basename(file) !== "_build",
  });
  for (const variant of options.variants ?? []) addVariant(root, variant);
  if (options.version !== undefined) {
    const mix = path.join(root, "mix.exs");
    writeFileSync(
      mix,
      readFileSync(mix, "utf8").replace(/version: "[^"]*"/, `version: "${options.version}"`),
    );
  }
  for (const { path: file, text, executable } of generate(sampleProject, sampleChoices)) {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    if (executable) chmodSync(target, 0o755);
  }
  return root;
}

/** Puts a variant's files over an application's folder: of the sources, or in a release. */
export function addVariant(folder: string, variant: Variant): void {
  cpSync(path.join(here, "variants", variant), folder, { recursive: true });
}

function files(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => path.relative(root, path.join(one.parentPath, one.name)).split(path.sep).join("/"));
}
