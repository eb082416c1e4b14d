import { lstatSync } from "node:fs";
import path from "node:path";
import { readIfThere } from "../core/files.ts";
import type { HelmfileLocation } from "./find.ts";
import { allHelmfiles } from "./helmfiles.ts";

/** An action that prints one variable or value: `{{ .Environment.Name }}`, or `{{ $name }}` in a loop over environments. */
const ONE_VALUE = /\{\{-?\s*\$?[.\w]+\s*-?\}\}/g;

/**
 * The YAML files that the helmfiles name in their text, relative to the root, whether or not helmfile got as far as
 * reading them: what an action prints in a path is taken for the environment's name. helmfile does not say which values
 * file it could not read; asking each of these finds it.
 */
export function namedFiles(location: HelmfileLocation, environment: string): string[] {
  const named = new Set<string>();
  const helmfiles = allHelmfiles(location.helmfile);
  for (const helmfile of helmfiles) {
    const text = (readIfThere(helmfile) ?? "").replace(ONE_VALUE, environment);
    for (const [word] of text.matchAll(/[\w./-]+\.ya?ml\b(?!\.)/g)) {
      const file = path.resolve(path.dirname(helmfile), word);
      if (isThere(file) && !helmfiles.includes(file)) {
        named.add(path.relative(location.root, file).split(path.sep).join("/"));
      }
    }
  }
  return [...named].sort();
}

/** A file, or what stands in its place: a folder, a pipe, a link that leads nowhere. */
function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
