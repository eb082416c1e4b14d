import { gzipSync } from "node:zlib";
import type { Entry } from "../chart/archive.ts";

const BLOCK = 512;
/** 1980-01-01, the first day that every archive format can write. */
const MTIME = 315_532_800;

/**
 * A compressed archive that depends on its files alone: in the order of their paths, a chart's Chart.yaml first, without
 * owners, with one time, the same mode for all, and a gzip header that names neither a file nor a time nor a system.
 * Libraries of tar take all these from the disk and have to be told each; the format is 512 bytes a file.
 */
export function packFiles(files: readonly Entry[]): Buffer {
  const sorted = [...files].sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
  const blocks = sorted.flatMap(({ name, content }) => [...headers(name, content.length), padded(content)]);
  const bytes = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  bytes.writeUInt32LE(0, 4);
  bytes[9] = 255; // the system: unknown
  return bytes;
}

const rank = (name: string): number => (/^[^/]+\/Chart\.yaml$/.test(name) ? 0 : 1);

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

/** ustar where the path fits, else a pax header before it. */
function headers(name: string, size: number): Buffer[] {
  const split = splitName(name);
  if (split) return [header(split.name, split.prefix, size, "0")];
  const record = paxRecord("path", name);
  return [header("pax", "", record.length, "x"), padded(record), header(name.slice(-100), "", size, "0")];
}

function splitName(name: string): { readonly name: string; readonly prefix: string } | undefined {
  if (Buffer.byteLength(name) <= 100) return { name, prefix: "" };
  for (let at = name.indexOf("/"); at !== -1; at = name.indexOf("/", at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return { name: rest, prefix };
  }
  return undefined;
}

function header(name: string, prefix: string, size: number, type: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  block.write(name, 0, 100, "utf8");
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(MTIME, 136, 12);
  block.write(" ".repeat(8), 148, "latin1");
  block.write(type, 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  block.write(prefix, 345, 155, "utf8");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

/** `LENGTH KEY=VALUE\n`, whose length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length += 1;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
