import path from "node:path";
import { readIfThere } from "../core/files.ts";
import { makeSource, type Place, placeAt } from "../core/source.ts";
import { allHelmfiles } from "./helmfiles.ts";

/** Where a helmfile or one that it includes names a file (relative to the root) by its path; undefined where none does. */
export function mentionOf(root: string, helmfile: string, file: string): Place | undefined {
  for (const one of allHelmfiles(helmfile)) {
    const written = path.relative(path.dirname(one), path.resolve(root, file)).split(path.sep).join("/");
    const place = placeOfText(root, path.relative(root, one).split(path.sep).join("/"), written);
    if (place) return place;
  }
  return undefined;
}

/** The first place at which a file holds some text. */
export function placeOfText(root: string, file: string, text: string): Place | undefined {
  const source = makeSource(file, readIfThere(path.resolve(root, file)) ?? "");
  const at = source.text.indexOf(text);
  return at < 0 ? undefined : placeAt(source, at, at + text.length);
}
