import { readdirSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { fileInTheWay, isDirectory, isFile } from "../../core/files.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { findHelmfile } from "../../environment/find.ts";
import { noFolder } from "../copy.ts";
import type { Kit } from "../lock.ts";

/** Folders that a helmfile is looked for in, below the root. */
const DEEPEST = 3;
const AT_ROOT = ["helmfile.yaml", "helmfile.yaml.gotmpl", "helmfile.d"];

/**
 * The helmfile that a kit belongs to, from the root of the repository: the one that `file` (`-f`) names, the one of the
 * working directory, or the one of the kit that is there. Undefined where it is at the root, or where there is none.
 */
export function helmfileOfKit(
  root: string,
  cwd: string,
  file: string | undefined,
  kit: Kit | undefined,
): Result<string | undefined> {
  const found = findHelmfile(cwd, file);
  if (!found.ok && file !== undefined) return found;
  const relative = found.ok ? fromRoot(root, wholeFolder(found.value.helmfile)) : "..";
  if (relative.startsWith("..")) {
    if (file !== undefined)
      return refused("the helmfile is outside of the repository", `name one in ${root}`);
    const [below] = kit ? [] : helmfilesBelow(root);
    if (below === undefined) return ok(kit?.helmfile);
    return refused(`the helmfile is in ${path.posix.dirname(below)}/`, `name it: -f ${below}`);
  }
  if (isDirectory(path.join(root, relative)) && path.posix.basename(relative) !== "helmfile.d")
    return refused(`${relative}/ is no helmfile.d`, "name a helmfile.yaml or a helmfile.d/");
  const helmfile = AT_ROOT.includes(relative) ? undefined : relative;
  if (kit && kit.helmfile !== helmfile) {
    const at = kit.helmfile ?? "the one at the root of the repository";
    return refused(`the kit of this repository is for another helmfile: ${at}`, "a repository has one kit");
  }
  return ok(helmfile);
}

/** The folder of a kit's helmfile from the root, where its files go: chartroom looks for the schema beside the helmfile. */
export function baseOf(helmfile: string | undefined): string {
  const folder = helmfile === undefined ? "." : path.posix.dirname(helmfile);
  return folder === "." ? "" : folder;
}

/** Files that stand where a kit's folders would be made. */
export function foldersInTheWay(root: string, helmfile: string | undefined): Diagnostic[] {
  return ["schemas", "environments"].flatMap((one) => {
    const folder = path.posix.join(baseOf(helmfile), one);
    const file = fileInTheWay(root, folder);
    return file === undefined ? [] : [noFolder(file, folder)];
  });
}

/** A file of helmfile.d/ means the folder. */
function wholeFolder(helmfile: string): string {
  const folder = path.dirname(helmfile);
  return path.basename(folder) === "helmfile.d" ? folder : helmfile;
}

/** Helmfiles in the folders below, the nearest first; those of charts and installed packages are not looked for. */
function helmfilesBelow(root: string): readonly string[] {
  let folders = [root];
  for (let depth = 0; depth < DEEPEST; depth++) {
    folders = folders.flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((one) => one.isDirectory() && !/^\.|^(?:node_modules|charts|vendor)$/.test(one.name))
        .map((one) => path.join(folder, one.name)),
    );
    const found = folders.flatMap((folder) =>
      AT_ROOT.map((name) => path.join(folder, name)).filter((one) => isFile(one) || isHelmfileFolder(one)),
    );
    if (found.length > 0) return found.map((one) => fromRoot(root, one));
  }
  return [];
}

const isHelmfileFolder = (one: string): boolean => one.endsWith(".d") && isDirectory(one);

function fromRoot(root: string, name: string): string {
  return path.relative(root, name).split(path.sep).join("/");
}

function refused(message: string, help: string): Result<never> {
  return fail([diagnostic("CR001", message, { help })]);
}
