import path from "node:path";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isDirectory } from "../../core/files.ts";
import { nearest } from "../../core/nearest.ts";
import { type Checked, fail, ok, type Result } from "../../core/result.ts";
import { fileStart } from "../../core/source.ts";
import type { App, Fact, Project } from "../project.ts";
import { readAssets } from "./assets.ts";
import { fetchedDependencies, localDependencies, readDistillery } from "./dependencies.ts";
import { projectPaths, textOf } from "./files.ts";
import { readMix } from "./mix.ts";
import { type MixFile, readMixFile } from "./mix-file.ts";
import { readEndpoint, readRepos } from "./parts.ts";
import { readVersions, VERSION_FILES } from "./versions.ts";

/** What a person says instead of what would be found; each a flag. */
export interface Stated {
  readonly app?: string;
  readonly release?: string;
  readonly assets?: string;
  readonly elixir?: string;
  readonly otp?: string;
}

export interface ReadOptions {
  readonly stated: Stated;
  /** Whether mix may be asked: it runs the project's mix.exs. */
  readonly mix: boolean;
}

/** A project, and how it was read: "by mix, Elixir 1.17.3". */
export interface ReadProject extends Checked<Project> {
  readonly how: string;
}

/** Reads a Phoenix project below `root` (absolute); findings that do not stop it come along. Files are named from `root`. */
export async function readProject(root: string, { stated, mix }: ReadOptions): Promise<Result<ReadProject>> {
  if (!isDirectory(root)) {
    const help = "name the folder that mix.exs lies in: chartroom init phoenix DIR";
    return fail([diagnostic("CR701", `${root} is no folder`, { help })]);
  }
  const listed = projectPaths(root);
  if (!listed) {
    const help = "name the folder that mix.exs lies in: chartroom init phoenix DIR";
    return fail([diagnostic("CR701", "there are more files here than a project has", { help })]);
  }
  const umbrella = umbrellaAbove(root);
  if (umbrella !== undefined) {
    const help = `its release is made at the umbrella's root: chartroom init phoenix ${umbrella}`;
    return fail([
      diagnostic("CR701", "this is one application of an umbrella", { place: fileStart("mix.exs"), help }),
    ]);
  }
  const paths = new Set(listed);
  const read = await readMix(root, paths, mix);
  if (!read.ok) return read;
  const { files, settings, notes, how } = read.value;
  const apps = files.flatMap(appOf);
  if (apps.length === 0) {
    const help = "each application's mix.exs needs `app: :name` in `def project`";
    return fail([diagnostic("CR702", "no application is defined", { place: fileStart("mix.exs"), help })]);
  }
  const those = (wanted: (file: string) => boolean) => textsOf(root, listed.filter(wanted));
  const sources = those((one) => isSource(one, apps));
  const endpoint = readEndpoint(apps, sources, stated.app);
  const repos = readRepos(apps, sources, settings);
  const main = chooseMain(apps, repos[0]?.value.app, endpoint?.value.app, stated.app);
  if (!main.ok) return main;
  if (!endpoint && stated.app === undefined) return fail([noEndpoint(main.value.value)]);
  const above = files.find(({ folder }) => folder === ".");
  const { local, findings } = localDependencies(files);
  const value: Project = {
    umbrella: above?.appsPath !== undefined,
    apps,
    main: main.value,
    release: chooseRelease(above, main.value.value, stated.release),
    repos,
    endpoint,
    assets: readAssets(root, paths, webFirst(apps, endpoint?.value.app), files, stated.assets),
    ...readVersions(textsOf(root, VERSION_FILES), files, stated),
    hasReleases: (above?.releases.length ?? 0) > 0,
    distillery: readDistillery(files, paths),
    dependencies: fetchedDependencies(files),
    local,
    paths,
    texts: those((one) => isToldAbout(one, apps)),
  };
  return ok({ value, diagnostics: [...notes, ...findings], how });
}

/** The root of the umbrella that `root` is an application of. */
function umbrellaAbove(root: string): string | undefined {
  const above = path.dirname(path.dirname(root));
  const appsPath = readMixFile(textOf(above, "mix.exs") ?? "", "mix.exs")?.appsPath?.value;
  return appsPath !== undefined && path.resolve(above, appsPath) === path.dirname(root) ? above : undefined;
}

function appOf({ folder, app, module }: MixFile): App[] {
  if (!app) return [];
  const camel = app.value.replace(/(?:^|_)(\w)/g, (_, first: string) => first.toUpperCase());
  return [{ name: app.value, folder, module: module?.value ?? camel }];
}

/** The application with the endpoint before the others. */
function webFirst(apps: readonly App[], web: string | undefined): readonly App[] {
  return [...apps.filter(({ name }) => name === web), ...apps.filter(({ name }) => name !== web)];
}

function isSource(file: string, apps: readonly App[]): boolean {
  return (
    /\.exs?$/.test(file) &&
    apps.some(({ folder }) => ["lib/", "web/"].some((one) => file.startsWith(path.posix.join(folder, one))))
  );
}

/** Files of the user's that may have to be changed by hand, by their path in an application's folder or the root. */
const TOLD_ABOUT =
  /^(mix\.exs|config\/[^/]+\.exs|rel\/.+|priv\/repo\/seeds\.exs|assets\/package\.json|lib\/.*(application|release|endpoint)\.ex)$/;

function isToldAbout(file: string, apps: readonly App[]): boolean {
  return [".", ...apps.map(({ folder }) => folder)].some((folder) => {
    const inside = folder === "." ? file : file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : "";
    return TOLD_ABOUT.test(inside);
  });
}

function textsOf(root: string, files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap((file): [string, string][] => {
      const text = textOf(root, file);
      return text === undefined ? [] : [[file, text]];
    }),
  );
}

/** The application whose release.ex migrates: the one with the repos, else the one that serves. */
function chooseMain(
  apps: readonly App[],
  withRepos: string | undefined,
  web: string | undefined,
  stated: string | undefined,
): Result<Fact<App>> {
  const named = (name: string | undefined) => apps.find((one) => one.name === name);
  if (stated !== undefined) {
    const app = named(stated);
    if (app) return ok({ value: app, why: `--app ${stated}` });
    const names = apps.map(({ name }) => name);
    const near = nearest(stated, names);
    const help = near === undefined ? `there are ${names.join(", ")}` : `did you mean \`--app ${near}\`?`;
    return fail([diagnostic("CR704", `there is no application \`${stated}\``, { help })]);
  }
  const repo = named(withRepos);
  if (apps.length === 1) return ok({ value: apps[0] as App, why: "the only application" });
  if (repo) return ok({ value: repo, why: "it has the database" });
  const serving = named(web);
  return ok(
    serving
      ? { value: serving, why: "it has the endpoint" }
      : { value: apps[0] as App, why: "the first application" },
  );
}

function noEndpoint({ name }: App): Diagnostic {
  return diagnostic("CR703", "no module uses Phoenix.Endpoint", {
    place: fileStart("mix.exs"),
    help: `if this application serves HTTP without Phoenix, say so: --app ${name}`,
  });
}

function chooseRelease(root: MixFile | undefined, main: App, stated: string | undefined): Fact<string> {
  if (stated !== undefined) return { value: stated, why: `--release ${stated}` };
  const named =
    root?.defaultRelease ?? root?.releases.find(({ value }) => value === main.name) ?? root?.releases[0];
  return named
    ? { value: named.value, why: named.where }
    : { value: main.name, why: "the application's name" };
}
