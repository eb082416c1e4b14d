import { readdirSync } from "node:fs";
import path from "node:path";
import { isDirectory, isFile, readIfThere } from "../../core/files.ts";
import { packageDirectory } from "../../core/package.ts";
import { fetchGit } from "../git.ts";
import { GIT, isOwn, type Source } from "../source.ts";

/** What a kit has beside its charts; each is empty where it has none, as an archive or a single chart. */
export interface KitTexts {
  /** schemas/environment.schema.json. */
  readonly schema: string;
  /** Its helmfile, or the files of helmfile.d/ one after the other. */
  readonly helmfile: string;
}

const NONE: KitTexts = { schema: "", helmfile: "" };
const HELMFILES = /^(?:helmfile\.yaml(?:\.gotmpl)?|helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?)$/;
const SCHEMA = "schemas/environment.schema.json";

/**
 * The sources that a word of the command line means: a folder or a git ref that holds `charts/` means all charts in it,
 * anything else is the source of one chart. `source` is one already as the lock keeps it.
 */
export async function chartsOfKit(root: string, source: Source): Promise<readonly Source[]> {
  const git = /^git\+(?<url>[^#]+)#(?<ref>[^:]+)(?::(?<folder>.+))?$/.exec(source)?.groups;
  if (git) {
    const base = (git.folder ?? ".").replace(/\/$/, "");
    const got = await fetchGit(root, git.url as string, git.ref as string, base);
    if (!got.ok || got.value.tree.has("Chart.yaml")) return [source];
    const names = [...got.value.tree.keys()].flatMap(
      (name) => /^(charts\/[^/]+)\/Chart\.yaml$/.exec(name)?.[1] ?? [],
    );
    if (names.length === 0) return [source];
    return names.map((one) => `git+${git.url}#${git.ref}:${path.posix.join(base, one)}`);
  }
  if (isOwn(source)) return [source];
  const charts = path.resolve(root, source, "charts");
  if (isFile(path.resolve(root, source, "Chart.yaml")) || !isDirectory(charts)) return [source];
  const names = readdirSync(charts).filter((one) => isFile(path.join(charts, one, "Chart.yaml")));
  return names.length === 0
    ? [source]
    : names.sort().map((one) => `${source.replace(/\/$/, "")}/charts/${one}`);
}

/** chartroom's own charts, by their names. */
export function ownCharts(): readonly Source[] {
  return readdirSync(packageDirectory("charts"))
    .filter((one) => isFile(packageDirectory("charts", one, "Chart.yaml")))
    .sort();
}

/** What stands beside the `charts/` that a source lies in; `commit` is that of a git source. */
export async function kitTexts(root: string, source: Source, commit?: string): Promise<KitTexts> {
  if (isOwn(source)) return textsBelow(packageDirectory());
  const git = GIT.exec(source)?.groups;
  if (!git) {
    const charts = path.dirname(path.resolve(root, source));
    return path.basename(charts) === "charts" ? textsBelow(path.dirname(charts)) : NONE;
  }
  const charts = path.posix.dirname(git.folder as string);
  if (path.posix.basename(charts) !== "charts") return NONE;
  const got = await fetchGit(
    root,
    git.url as string,
    commit ?? (git.ref as string),
    path.posix.dirname(charts),
  );
  if (!got.ok) return NONE;
  const { tree } = got.value;
  const text = (name: string) => tree.get(name)?.toString("utf8") ?? "";
  const helmfiles = [...tree.keys()].filter((one) => HELMFILES.test(one)).sort();
  return { schema: text(SCHEMA), helmfile: helmfiles.map(text).join("\n") };
}

function textsBelow(folder: string): KitTexts {
  const text = (name: string) => readIfThere(path.join(folder, name)) ?? "";
  const below = path.join(folder, "helmfile.d");
  const names = isDirectory(below) ? readdirSync(below).map((one) => `helmfile.d/${one}`) : [];
  const helmfiles = ["helmfile.yaml", "helmfile.yaml.gotmpl", ...names.sort()].filter((one) =>
    HELMFILES.test(one),
  );
  return { schema: text(SCHEMA), helmfile: helmfiles.map(text).join("\n") };
}
