import path from "node:path";
import { isForAgeOnly } from "../core/age-keys.ts";
import { readIfThere } from "../core/files.ts";
import { actionsIn, isImpureText } from "../core/impure.ts";
import type { HelmfileLocation } from "./find.ts";
import { allHelmfiles } from "./helmfiles.ts";
import { reachableTexts } from "./reachable.ts";
import { isWatched, type Watched } from "./watched.ts";

/** Functions of helmfile whose result no file of the repository decides (helmfile 1.8, pkg/tmpl/context_funcs.go). */
const RUNS = /\b(?:exec|envExec)\b/;
/** Those that read the file or the folder that their argument names. */
const READS = /(?<![.$\w])(?:readFile|readDir|readDirEntries|isFile|isDir)\b/g;
/** An argument that can be told: a text, or one that the environment's name is put into. */
const TEXT = /^\s*(?:"([^"\\]*)"|`([^`]*)`|\(\s*printf\s+"([^"\\]*)"\s+\$?\.Environment\.Name\s*\))/;
/** Those that read a variable. */
const ASKS = /(?<![.$\w])(?:env|requiredEnv|expandenv)\b/g;
const NAME = /^\s*(?:"([A-Za-z_]\w*)"|`([A-Za-z_]\w*)`)/;

/**
 * The variables on which helmfile's answer about a repository depends, beside what is watched; undefined where it can
 * depend on more: the time, chance, a program, another machine, a file outside, keys that are no age keys. Only texts are
 * asked, so what looks like any of these counts as it.
 */
export function readVariables(
  { root, helmfile }: HelmfileLocation,
  environment: string,
  watched: Watched,
): readonly string[] | undefined {
  const helmfiles = allHelmfiles(helmfile);
  const folders = [...new Set(helmfiles.map((file) => path.dirname(file)))];
  if (!folders.every((folder) => isWatched(root, folder))) return undefined;
  if (!helmfiles.every((file) => namesInside(readIfThere(file) ?? "", environment, root, folders)))
    return undefined;
  const texts = reachableTexts(root, watched, helmfiles, environment);
  const names = new Set<string>();
  const queue = [...texts.values()];
  for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
    if (text.includes("ENC[AES256_GCM") && !isForAgeOnly(text)) return undefined;
    if (isImpureText(text) || !refersInside(text, root, folders)) return undefined;
    for (const action of actionsIn(text)) {
      if (RUNS.test(action)) return undefined;
      const named = filesRead(action, environment, root, folders);
      if (!named) return undefined;
      for (const file of named.filter((one) => !texts.has(one))) {
        texts.set(file, readIfThere(path.join(root, file)) ?? "");
        queue.push(texts.get(file) as string); // it may be made a template with `tpl`
      }
      const read = variablesIn(action);
      if (!read) return undefined;
      for (const name of read) names.add(name);
    }
  }
  const variables = [...names].sort();
  return variableValues(variables).some(([, value]) => leadsAway(value)) ? undefined : variables;
}

/** The variables with their values now, null where there is none. */
export function variableValues(names: readonly string[]): [string, string | null][] {
  return names.map((name) => [name, process.env[name] ?? null]);
}

/** A value that a path or a reference could be made of. */
function leadsAway(value: string | null): boolean {
  return value !== null && /^[~/]|\.\.|ref\+|:\/\//.test(value);
}

/** Whether a path as it is written, with actions and `%s` in it, stays in the repository from wherever it counts. */
export function staysInside(written: string, root: string, folders: readonly string[]): boolean {
  const plain = written.replace(/\{\{[\s\S]*?\}\}|%[sv]/g, "x");
  if (/^~|^\w[\w+.-]*:\/\/|::/.test(plain)) return false;
  return folders.every((folder) => isWatched(root, path.resolve(folder, plain)));
}

/** Stands for what an action makes: a character that no path holds. */
const UNKNOWN = "\ue000";

/** Whether all that a helmfile's text names as a file lies in the repository, and no hook can write one before it is read. */
function namesInside(text: string, environment: string, root: string, folders: readonly string[]): boolean {
  const bare = text
    .replace(/^\s*#.*$/gm, "")
    .replace(/\{\{-?\s*\$?\.Environment\.Name\s*-?\}\}/g, environment)
    .replace(/^([\s-]*(?:chart|url):).*$/gm, "$1")
    .replace(/ref\+sops:\/\//g, "");
  if (/\bprepare\b|:\/\/|\w::/.test(bare)) return false;
  const words = bare.replace(/\{\{[\s\S]*?\}\}/g, UNKNOWN).match(/[^\s"'`,[\]{}()]+/g) ?? [];
  return words.every((word) => {
    if (word.startsWith(`${UNKNOWN}/`)) return false; // what it begins with is not known
    if (/^[~/]/.test(word)) return !/\.(?:ya?ml|gotmpl|json|hcl)\b|[*?]/.test(word);
    if (/\.hcl$/.test(word)) return false; // another language, with functions of its own
    return !word.includes("..") || staysInside(word.replaceAll(UNKNOWN, "x"), root, folders);
  });
}

/** Whether every `ref+` of a text is a file that sops opens, in the repository. */
function refersInside(text: string, root: string, folders: readonly string[]): boolean {
  for (const [, scheme, file = ""] of text.matchAll(/ref\+(sops:\/\/)?([^\s"'`#?|)]*)/g)) {
    if (scheme === undefined || /^(?:%|\{\{|$)/.test(file)) return false;
    if (!staysInside(file, root, folders)) return false;
  }
  return true;
}

/** The files that an action reads, relative to the root, wherever their names may count from; undefined where that cannot be told. */
function filesRead(
  action: string,
  environment: string,
  root: string,
  folders: readonly string[],
): string[] | undefined {
  const files: string[] = [];
  for (const { index, 0: word } of action.matchAll(READS)) {
    const [, quoted, raw, format] = TEXT.exec(action.slice(index + word.length)) ?? [];
    const name = quoted ?? raw ?? format?.replace(/%[sv]/g, environment);
    if (name === undefined || name.includes("%") || !staysInside(name, root, folders)) return undefined;
    for (const folder of folders)
      files.push(path.relative(root, path.resolve(folder, name)).split(path.sep).join("/"));
  }
  return files;
}

/** The names of the variables that an action reads; undefined where it makes one. */
function variablesIn(action: string): string[] | undefined {
  const names = [...action.matchAll(ASKS)].map(({ index, 0: word }) => {
    const [, quoted, raw] = NAME.exec(action.slice(index + word.length)) ?? [];
    return word === "expandenv" ? undefined : (quoted ?? raw);
  });
  return names.every((name) => name !== undefined) ? names : undefined;
}
