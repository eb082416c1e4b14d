import path from "node:path";
import { gunzipSync } from "node:zlib";
import { writeWhole } from "../core/files.ts";

/** As much as Helm unpacks of a chart. */
const MOST_BYTES = 100 * 1024 * 1024;
const BLOCK = 512;

/**
 * Unpacks a packaged chart into a folder, without the folder that all its files stand in. Only regular files are taken,
 * and none that would land elsewhere. False where the bytes are no such archive. A chart holds no secrets; the folder
 * should be private all the same, since values files can stand in it.
 */
export function unpackChart(bytes: Buffer, folder: string): boolean {
  let isChart = false;
  for (const { name, content } of filesInArchive(bytes)) {
    const inside = path.posix.normalize(name).split("/").slice(1).join("/");
    if (inside === "" || path.posix.normalize(name).startsWith("..") || name.includes("\\")) continue;
    if (inside === "Chart.yaml") isChart = true;
    writeWhole(path.join(folder, inside), content);
  }
  return isChart;
}

/** The regular files of a compressed archive, with their whole paths; none where the bytes are no such archive. */
export function filesInArchive(bytes: Buffer): Entry[] {
  let tar: Buffer;
  try {
    tar = gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    return [];
  }
  return [...filesOf(tar)];
}

export interface Entry {
  readonly name: string;
  readonly content: Buffer;
}

/** The regular files of a tar archive: ustar, with the long names of POSIX (pax) and of GNU. */
function* filesOf(tar: Buffer): Generator<Entry> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(text(header, 124, 12).trim() || "0", 8);
    if (header[0] === 0 || Number.isNaN(size)) return;
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = text(header, 156, 1);
    if (type === "x")
      longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString("utf8"))?.[1] ?? longName;
    else if (type === "L") longName = text(content, 0, content.length);
    else {
      const prefix = text(header, 257, 5) === "ustar" ? text(header, 345, 155) : "";
      const short = text(header, 0, 100);
      const name = longName ?? (prefix === "" ? short : `${prefix}/${short}`);
      longName = undefined;
      if ((type === "0" || type === "") && content.length === size) yield { name, content };
    }
  }
}

/** A field of a header up to its first NUL. */
function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString("utf8");
}
