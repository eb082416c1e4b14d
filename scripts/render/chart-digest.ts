import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { isImpureText } from "../core/impure.ts";

export function existsAt(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/**
 * SHA-256 of all files of a chart, its vendored subcharts included; undefined where a render must not be kept: the
 * chart cannot be read whole, holds symbolic links (whose targets may lie elsewhere), or calls a function whose result
 * differs each time.
 */
export function chartDigest(chartPath: string): string | undefined {
  try {
    const hash = createHash("sha256");
    for (const file of filesOf(chartPath)) {
      const bytes = readFileSync(file);
      if (isImpure(file, bytes)) return undefined;
      const name = path.relative(chartPath, file);
      hash.update(`${Buffer.byteLength(name)}:${name}${bytes.length}:`).update(bytes);
    }
    return hash.digest("hex");
  } catch {
    return undefined;
  }
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
  return isImpureText(text.toString("latin1"));
}
