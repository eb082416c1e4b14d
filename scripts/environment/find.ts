import { readdirSync } from "node:fs";
import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { isDirectory, isFile } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";

/** A helmfile repository: its root folder and helmfile's `-f` argument, both absolute. */
export interface HelmfileLocation {
  readonly root: string;
  readonly helmfile: string;
}

const NAMES = ["helmfile.yaml", "helmfile.yaml.gotmpl", "helmfile.d"] as const;

/** The helmfile of the working directory or the nearest folder above it; `file` names another one. */
export function findHelmfile(cwd: string, file?: string): Result<HelmfileLocation> {
  if (file !== undefined) {
    const helmfile = path.resolve(cwd, file);
    if (isDirectory(helmfile)) return ok({ root: rootOf(helmfile), helmfile });
    if (isFile(helmfile)) return ok({ root: rootOf(path.dirname(helmfile)), helmfile });
    return fail([
      diagnostic("CR020", `there is no helmfile \`${file}\``, { help: "check the path after -f" }),
    ]);
  }
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const name = NAMES.find((one) => isThere(path.join(folder, one)));
    if (name) return ok({ root: folder, helmfile: path.join(folder, name) });
    if (folder === path.dirname(folder)) break;
  }
  return fail([
    diagnostic("CR020", "no helmfile.yaml, helmfile.yaml.gotmpl or helmfile.d/ here or in any folder above", {
      help: "change into the repository, or name the helmfile with -f",
    }),
  ]);
}

/** The helmfiles behind a `-f` argument, absolute, in the order helmfile reads them. */
export function helmfilesOf(helmfile: string): string[] {
  if (!isDirectory(helmfile)) return [helmfile];
  return readdirSync(helmfile)
    .filter((name) => /\.ya?ml(?:\.gotmpl)?$/.test(name))
    .sort()
    .map((name) => path.join(helmfile, name));
}

function isThere(file: string): boolean {
  return isFile(file) || (file.endsWith(".d") && isDirectory(file));
}

function rootOf(folder: string): string {
  return path.basename(folder) === "helmfile.d" ? path.dirname(folder) : folder;
}
