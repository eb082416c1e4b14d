import { readFileSync, statSync } from "node:fs";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { fileStart } from "../../core/source.ts";
import type { Generated } from "../project.ts";
import { withKeptLines } from "./kept-lines.ts";
import { placeOf } from "./place.ts";
import { digestOf } from "./record.ts";

/**
 * What is to be done with one file.
 * - create, update (init's own text has changed), replace (yours, by --force), mode (the executable bit)
 * - unchanged; edited (yours, nothing new), own (yours, never init's), conflict (edited, and init's text has changed)
 * - left: init wrote it and has no use for it any more
 */
export type Action =
  | "create"
  | "update"
  | "replace"
  | "mode"
  | "unchanged"
  | "edited"
  | "own"
  | "conflict"
  | "left"
  | "refused";

export interface FileChange {
  readonly path: string;
  readonly action: Action;
  /** Absolute: where the path leads. Empty where it is refused. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
  readonly executable: boolean;
}

/** How edited files are treated: as they are, given up for init's text, or taken for the answer to a conflict. */
export type Edited = "stop" | "force" | "keep";

export interface Comparison {
  readonly changes: readonly FileChange[];
  /** The digests to be recorded once the changes are made. */
  readonly files: Readonly<Record<string, string>>;
  readonly findings: readonly Diagnostic[];
}

/** Holds what init would write against what is there and what it wrote before. Reads, and writes nothing. */
export function compare(
  root: string,
  wanted: readonly Generated[],
  recorded: Readonly<Record<string, string>>,
  edited: Edited,
): Comparison {
  const changes: FileChange[] = [];
  const files: Record<string, string> = { ...recorded };
  const findings: Diagnostic[] = [];
  for (const one of wanted) {
    const change = compareOne(root, one, recorded[one.path], edited);
    if ("refused" in change) {
      findings.push(refusedPlace(change.refused));
      changes.push({ ...one, action: "refused", file: "", before: undefined, after: one.text });
      continue;
    }
    changes.push(change);
    if (change.action === "conflict") findings.push(conflict(change));
    else if (change.action !== "own") files[one.path] = digestOf(one.path, one.text);
  }
  for (const [path, digest] of Object.entries(recorded)) {
    if (wanted.some((one) => one.path === path)) continue;
    const place = placeOf(root, path);
    const before = "file" in place ? textAt(place.file) : undefined;
    if (before === undefined) delete files[path];
    else if ("file" in place && digestOf(path, before) === digest) {
      changes.push({ path, action: "left", file: place.file, before, after: before, executable: false });
    }
  }
  return { changes, files, findings };
}

function compareOne(
  root: string,
  { path, text, executable }: Generated,
  recorded: string | undefined,
  edited: Edited,
): FileChange | { readonly refused: string } {
  const place = placeOf(root, path);
  if ("refused" in place) return place;
  const before = textAt(place.file);
  const change = (action: Action): FileChange => ({
    path,
    action,
    file: place.file,
    before,
    after: before === undefined ? text : withKeptLines(path, text, before),
    executable,
  });
  if (before === undefined) return change("create");
  const there = digestOf(path, before);
  if (there === digestOf(path, text))
    return change(executable && !isExecutable(place.file) ? "mode" : "unchanged");
  if (there === recorded) return change("update");
  if (edited === "force") return change("replace");
  if (recorded === undefined) return change("own");
  return change(recorded === digestOf(path, text) || edited === "keep" ? "edited" : "conflict");
}

function textAt(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? readFileSync(file, "utf8") : undefined;
}

function isExecutable(file: string): boolean {
  return (statSync(file).mode & 0o111) !== 0;
}

/** What stands where init would write. */
export function refusedPlace(what: string): Diagnostic {
  return diagnostic("CR707", `${what}, so nothing is written there`, {
    help: "move it away and run init again",
  });
}

function conflict({ path }: FileChange): Diagnostic {
  return diagnostic("CR708", `${path} was edited, and chartroom has another text for it now`, {
    place: fileStart(path),
    help: "your text stays; `--keep` once you took over what you want, `--force` for chartroom's text",
  });
}
