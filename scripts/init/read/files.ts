import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { isRefusal } from "../../core/forbidden.ts";

/** What mix, npm and git make; and what is only a copy of somebody else's code. */
const PASSED_OVER = new Set([
  ".git",
  "_build",
  "deps",
  "node_modules",
  ".elixir_ls",
  ".secrets",
  "cover",
  "doc",
]);
/** A source file is shorter; what is longer was generated, or is no source. Bytes. */
export const MOST_BYTES = 1_000_000;
/** No project of a person has more; a folder like / or a home has. */
const MOST_FILES = 50_000;

/** Why a file's text cannot be had. */
export type Unreadable = "missing" | "no file" | "forbidden" | "too long" | "binary" | "not UTF-8";

/**
 * The paths of a project's files, from its root with `/`, sorted; symbolic links are not followed. Undefined where
 * there are more than any project has.
 */
export function projectPaths(root: string): string[] | undefined {
  const found: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entries(path.join(root, folder))) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!PASSED_OVER.has(entry.name)) folders.push(name);
      } else if (entry.isFile() || entry.isSymbolicLink()) found.push(name);
    }
    if (found.length > MOST_FILES) return undefined;
  }
  return found.sort();
}

function entries(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return []; // a folder that may not be read has nothing that we could say anything about
  }
}

/** A text file of the project, or why it is none. */
export function readSource(file: string): { readonly text: string } | { readonly unreadable: Unreadable } {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return { unreadable: "missing" };
    if (!stats.isFile()) return { unreadable: "no file" };
    if (stats.size > MOST_BYTES) return { unreadable: "too long" };
    const bytes = readFileSync(file);
    if (bytes.includes(0)) return { unreadable: "binary" };
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return {
      unreadable:
        code === "ERR_ENCODING_INVALID_ENCODED_DATA"
          ? "not UTF-8"
          : isRefusal(error)
            ? "forbidden"
            : "missing",
    };
  }
}

/** The text where there is one: of files that may be there or not. */
export function textOf(root: string, file: string): string | undefined {
  const read = readSource(path.join(root, file));
  return "text" in read ? read.text : undefined;
}
