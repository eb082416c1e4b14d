import type { Project } from "../project.ts";

/** Folders of an application that `mix compile` may read, in the order in which they are copied. */
const SOURCES = ["lib", "web", "src", "c_src", "include", "native", "priv"] as const;

/** The folders of all applications that are compiled: `lib`, `apps/shop/lib`. */
export function sources(project: Project): readonly string[] {
  return project.apps
    .flatMap(({ folder }) => SOURCES.map((one) => join(folder, one)))
    .filter(isFolder(project));
}

/** Where configuration lies: `config` at the root, and in old umbrellas also one in each application. */
export function configurations(project: Project): readonly string[] {
  const folders = new Set([".", ...project.apps.map((one) => one.folder)]);
  return [...folders].map((folder) => join(folder, "config")).filter(isFolder(project));
}

/** Everything that the Dockerfile copies out of the project, so all that the build's context has to hold. */
export function context(project: Project): readonly string[] {
  const { folder, kind } = project.assets.value;
  const files = [
    "mix.exs",
    "mix.lock",
    ...(project.umbrella ? project.apps.map((one) => `${one.folder}/mix.exs`) : []),
  ];
  return [
    ...files.filter((one) => project.paths.has(one)),
    ...configurations(project),
    ...project.local,
    ...sources(project),
    ...(kind === "none" ? [] : [folder]),
    "rel",
  ];
}

function isFolder(project: Project): (folder: string) => boolean {
  return (folder) => {
    for (const one of project.paths) if (one.startsWith(`${folder}/`)) return true;
    return false;
  };
}

const join = (folder: string, name: string) => (folder === "." ? name : `${folder}/${name}`);
