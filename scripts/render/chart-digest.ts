import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { FileTimes } from "../core/file-times.ts";
import { isImpureText } from "../core/impure.ts";

export function existsAt(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** What a chart's files hold. */
export interface ChartContent {
  /** SHA-256 of all files and folders, vendored subcharts included: Helm sees an empty `charts/`, too. */
  readonly digest: string;
  /** It calls a function whose result differs each time. */
  readonly impure: boolean;
}

/** SHA-256 of all files of a chart; undefined where a render must not be kept: impure, or not to be read whole. */
export function chartDigest(chartPath: string): string | undefined {
  const content = chartContent(chartPath);
  return content?.impure === false ? content.digest : undefined;
}

interface Read {
  readonly found: Found;
  readonly noted: string;
  readonly content: ChartContent;
}

const read = new Map<string, Read>();

/**
 * A chart's content; undefined where it cannot be read whole, or holds symbolic links, whose targets may lie elsewhere.
 * Where the files' sizes and times are those of the last look in this process, and so are the folders' times, which
 * change with what is in them, nothing is read again.
 */
export function chartContent(chartPath: string): ChartContent | undefined {
  try {
    const known = read.get(chartPath);
    if (known && isSame(known)) return known.content;
    const times = new FileTimes();
    const found = find(chartPath);
    noteAll(found, times);
    const content = contentOf(chartPath, found);
    if (times.settled) read.set(chartPath, { found, noted: times.noted, content });
    return content;
  } catch {
    return undefined;
  }
}

function isSame({ found, noted }: Read): boolean {
  try {
    const times = new FileTimes();
    noteAll(found, times);
    return times.noted === noted;
  } catch {
    return false; // a file is gone
  }
}

function contentOf(chartPath: string, { files, folders }: Found): ChartContent {
  const hash = createHash("sha256");
  let impure = false;
  const nameOf = (file: string) => {
    const name = path.relative(chartPath, file);
    return `${Buffer.byteLength(name)}:${name}`;
  };
  for (const folder of folders) hash.update(`${nameOf(folder)}/`);
  for (const file of files) {
    const bytes = readFileSync(file);
    impure ||= isImpure(file, bytes);
    hash.update(`${nameOf(file)}${bytes.length}:`).update(bytes);
  }
  return { digest: hash.digest("hex"), impure };
}

function noteAll({ files, folders }: Found, times: FileTimes): void {
  for (const one of [...folders, ...files]) times.note(one);
}

/** Where the files and the folders of a chart are, its own folder among them. */
interface Found {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

function find(chartPath: string): Found {
  if (statSync(chartPath).isFile()) return { files: [chartPath], folders: [] };
  const [files, folders]: [string[], string[]] = [[], [chartPath]];
  for (const entry of readdirSync(chartPath, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) throw new Error("symbolic link");
    if (entry.isFile()) files.push(file);
    if (entry.isDirectory()) folders.push(file);
  }
  return { files: files.sort(), folders: folders.sort() };
}

function isImpure(file: string, bytes: Buffer): boolean {
  const text = /\.(?:tgz|tar\.gz)$/.test(file) ? gunzipSync(bytes) : bytes;
  return text.includes("{{") && isImpureText(text.toString("latin1"));
}
