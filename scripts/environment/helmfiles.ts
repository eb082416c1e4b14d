import path from "node:path";
import { isDirectory, isFile, readIfThere } from "../core/files.ts";
import { helmfilesOf } from "./find.ts";
import { filesMatching } from "./layers.ts";

/** The helmfiles behind a `-f` argument with their bases and all that they include, absolute, read as text. */
export function allHelmfiles(
  helmfile: string,
  others = (text: string) => [...baseFiles(text), ...includedFiles(text)],
): string[] {
  const seen = new Set<string>();
  const queue = helmfilesOf(helmfile);
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (seen.has(file) || (seen.size > 0 && !isFile(file))) continue;
    seen.add(file);
    const text = readIfThere(file) ?? "";
    for (const other of others(text)) queue.push(...helmfilesAt(path.resolve(path.dirname(file), other)));
  }
  return [...seen];
}

/** Keys directly below a top-level `environments:`, and whether one of them is made by a template. */
export function environmentKeys(text: string): { names: string[]; templated: boolean } {
  const names: string[] = [];
  let templated = false;
  let inside = false;
  let indent: number | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    if (/^\S/.test(line)) {
      if (/^\{\{/.test(line)) continue; // a control line of a template may stand at the margin
      inside = /^environments:\s*(?:#.*)?$/.test(line);
      indent = undefined;
      continue;
    }
    if (!inside) continue;
    const depth = line.length - line.trimStart().length;
    if (/^\s*\{\{[^}]*\}\}\s*$/.test(line)) {
      if (/\brange\b/.test(line)) templated = true;
      continue;
    }
    indent ??= depth;
    if (depth !== indent) continue;
    const plain = /^\s*["']?([A-Za-z0-9][\w.-]*)["']?\s*:/.exec(line);
    if (plain) names.push(plain[1] as string);
    else if (/\{\{/.test(line)) templated = true;
  }
  return { names, templated };
}

/** What `bases:` names. */
export function baseFiles(text: string): string[] {
  const block = /^bases:\s*\n((?:\s*-\s*.+\n?)+)/m.exec(text)?.[1] ?? "";
  return [...block.matchAll(/-\s*["']?([^"'\s{}]+)["']?\s*$/gm)].map((match) => match[1] as string);
}

/** What `helmfiles:` names, as `- path: FILE` or `- FILE`. */
function includedFiles(text: string): string[] {
  const block = /^helmfiles:[ \t]*(?:#.*)?\n((?:(?:[ \t]+|-[ \t]|#).*\n?|[ \t]*\n)+)/m.exec(text)?.[1] ?? "";
  return [
    ...block.matchAll(/^\s*-\s+(?:path:\s*)?["']?([^"'\s{}:]+)["']?\s*$|^\s+path:\s*["']?([^"'\s{}]+)/gm),
  ].map((match) => (match[1] ?? match[2]) as string);
}

/** The helmfiles behind a path: itself, those of a folder, those that a glob fits. */
function helmfilesAt(wanted: string): string[] {
  if (/[*?[]/.test(path.basename(wanted))) return filesMatching(wanted);
  return isDirectory(wanted) ? helmfilesOf(wanted) : [wanted];
}
