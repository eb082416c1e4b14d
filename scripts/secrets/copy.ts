import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type Ran, run } from "../core/exec.ts";
import { isFile, readIfThere, writeWhole } from "../core/files.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fileStart } from "../core/source.ts";
import { secretEnvironment } from "./environment.ts";
import { rulesFile } from "./rules-file.ts";

/** Variables of a child, as `run` takes them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * A copy of a secrets file and of .sops.yaml in the private directory, under the same relative path, so that the same
 * rule is for it. sops changes files in place: what it leaves half done is the copy, never the file.
 */
export interface WorkCopy {
  readonly folder: string;
  readonly file: string;
  /** The file's text when it was copied; undefined for a new one. */
  readonly original: string | undefined;
  readonly env: Variables;
  readonly remove: () => void;
}

/** Copies a secrets file; `keys` stand in place of the keys that are configured. */
export function workCopy(root: string, file: string, keys: Variables = ownKeys(root)): WorkCopy {
  const { path: directory } = privateDirectory();
  const folder = mkdtempSync(path.join(directory, "secrets-"));
  mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
  for (const one of [rulesFile, file]) {
    if (isFile(path.join(root, one))) copyFileSync(path.join(root, one), path.join(folder, one));
  }
  return {
    folder,
    file,
    original: readIfThere(path.join(folder, file)),
    env: { ...keys, SOPS_CONFIG: undefined, TMPDIR: directory },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The keys as the root's other children get them: a key file's relative path counts from the root. */
function ownKeys(root: string): Variables {
  const named = process.env.SOPS_AGE_KEY_FILE;
  return { ...(named && { SOPS_AGE_KEY_FILE: path.resolve(root, named) }), ...secretEnvironment(root) };
}

/** sops' words and the values of a work copy; the values are undefined where it does not decrypt to a map. */
export async function decryptCopy(
  sops: string,
  copy: WorkCopy,
): Promise<{ ran: Ran; values: JsonObject | undefined }> {
  const args = ["decrypt", "--output-type", "json", `./${copy.file}`];
  const ran = await run(sops, args, { cwd: copy.folder, env: copy.env });
  if (ran.code !== 0) return { ran, values: undefined };
  try {
    const values: unknown = JSON.parse(ran.stdout);
    return { ran, values: isObject(values as JsonObject) ? (values as JsonObject) : undefined };
  } catch {
    return { ran, values: undefined }; // The parser's message would repeat the text.
  }
}

/** Puts the copy in the file's place, unless somebody changed the file since it was copied. */
export function replaceFile(root: string, copy: WorkCopy): Diagnostic[] {
  const at = path.join(root, copy.file);
  const text = readFileSync(path.join(copy.folder, copy.file), "utf8");
  if (readIfThere(at) === copy.original) {
    writeWhole(at, text, statSync(at, { throwIfNoEntry: false })?.mode);
    return [];
  }
  keepBeside(root, copy);
  return [
    diagnostic("CR160", `${copy.file} was changed by somebody else in the meantime`, {
      place: fileStart(copy.file),
      help: `your version is ${copy.file}.new, encrypted too; compare, then remove it`,
    }),
  ];
}

/** Writes the copy, which is encrypted, as `FILE.new`: what was typed is not lost. */
export function keepBeside(root: string, copy: WorkCopy): void {
  const at = path.join(root, copy.file);
  mkdirSync(path.dirname(at), { recursive: true });
  writeWhole(`${at}.new`, readFileSync(path.join(copy.folder, copy.file), "utf8"));
}
