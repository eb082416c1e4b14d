import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { isImpureText } from "../core/impure.ts";

export function existsAt(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** What a chart's files hold. */
export interface ChartContent {
  /** SHA-256 of all files, vendored subcharts included. */
  readonly digest: string;
  /** It calls a function whose result differs each time. */
  readonly impure: boolean;
}

/** SHA-256 of all files of a chart; undefined where a render must not be kept: impure, or not to be read whole. */
export function chartDigest(chartPath: string): string | undefined {
  const content = chartContent(chartPath);
  return content?.impure === false ? content.digest : undefined;
}

/** A file's change is seen in its times, unless it was changed twice within one tick of the clock that counts them. */
const TICK = 2000;

interface Read {
  readonly stats: string;
  readonly content: ChartContent;
}

const read = new Map<string, Read>();

/**
 * A chart's content; undefined where it cannot be read whole, or holds symbolic links, whose targets may lie elsewhere.
 * Files whose sizes and times are those of the last look in this process are not read again.
 */
export function chartContent(chartPath: string): ChartContent | undefined {
  try {
    const files = filesOf(chartPath);
    const { stats, latest } = statsOf(files);
    const known = read.get(chartPath);
    if (known?.stats === stats) return known.content;
    const begun = Date.now();
    const content = contentOf(chartPath, files);
    if (latest < begun - TICK) read.set(chartPath, { stats, content });
    return content;
  } catch {
    return undefined;
  }
}

function contentOf(chartPath: string, files: readonly string[]): ChartContent {
  const hash = createHash("sha256");
  let impure = false;
  for (const file of files) {
    const bytes = readFileSync(file);
    impure ||= isImpure(file, bytes);
    const name = path.relative(chartPath, file);
    hash.update(`${Buffer.byteLength(name)}:${name}${bytes.length}:`).update(bytes);
  }
  return { digest: hash.digest("hex"), impure };
}

function statsOf(files: readonly string[]): { stats: string; latest: number } {
  let latest = 0;
  const stats = files.map((file) => {
    const { size, mtimeMs, ctimeMs, ino } = lstatSync(file);
    latest = Math.max(latest, mtimeMs, ctimeMs);
    return [file, size, mtimeMs, ctimeMs, ino];
  });
  return { stats: JSON.stringify(stats), latest };
}

function filesOf(chartPath: string): string[] {
  if (statSync(chartPath).isFile()) return [chartPath];
  const files: string[] = [];
  for (const entry of readdirSync(chartPath, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) throw new Error("symbolic link");
    if (entry.isFile()) files.push(path.join(entry.parentPath, entry.name));
  }
  return files.sort();
}

function isImpure(file: string, bytes: Buffer): boolean {
  const text = /\.(?:tgz|tar\.gz)$/.test(file) ? gunzipSync(bytes) : bytes;
  return text.includes("{{") && isImpureText(text.toString("latin1"));
}
