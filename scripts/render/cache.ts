import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { cacheDirectory, writeWhole } from "../core/files.ts";
import { canonicalJson, type Json } from "../core/json.ts";
import { cacheKey } from "./cache-key.ts";
import { chartDigest, isImpureText } from "./chart-digest.ts";
import type { RenderAnswer, RenderRequest } from "./model.ts";

type Rendered = RenderAnswer & { readonly ok: true };

/** The cache of one run. */
export interface RenderCache {
  /** Where a request's render is kept; undefined for a chart whose output must not be kept. */
  entry(request: RenderRequest, identity: string): CacheEntry | undefined;
}

export interface CacheEntry {
  /** The kept render, or undefined: not there, or not to be trusted. */
  read(): Rendered | undefined;
  /** Keeps a render, unless the chart has changed since the entry was asked for. */
  write(answer: Rendered): void;
}

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Renders by content: chart files, values, build of Helm, and everything else of the request. Never by time.
 *
 * A render can hold secrets, so entries are AES-256-GCM; both the entry's key and its file name are derived (HKDF, HMAC)
 * from the request *and* a random key that never reaches a disk (cache-key.ts). Without that key a guess at a short
 * secret could be tried against a file name. A wrong tag, a torn file, another version: a miss.
 */
export function openCache(
  directory: string = cacheDirectory("renders"),
  key: Buffer | undefined = cacheKey(),
): RenderCache | undefined {
  if (!key) return undefined;
  return { entry: (request, identity) => makeEntry(directory, key, request, identity) };
}

function makeEntry(
  directory: string,
  key: Buffer,
  request: RenderRequest,
  identity: string,
): CacheEntry | undefined {
  if (isImpureText(JSON.stringify(request.values))) return undefined;
  const chart = chartDigest(request.chartPath);
  if (chart === undefined) return undefined;
  const content = canonicalJson({ version: VERSION, chart, identity, request: request as unknown as Json });
  const name = createHmac("sha256", key).update("name\0").update(content).digest("hex");
  const secret = Buffer.from(hkdfSync("sha256", key, content, "chartroom render entry", 32));
  const file = path.join(directory, name.slice(0, 40));
  return {
    read: () => readEntry(file, secret),
    write(answer) {
      if (chartDigest(request.chartPath) !== chart) return;
      try {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        writeWhole(file, seal(secret, JSON.stringify({ text: answer.text, notes: answer.notes })), 0o600);
        evict(directory);
      } catch {
        // A full or read-only disk: the render itself is there, only not kept.
      }
    },
  };
}

function readEntry(file: string, secret: Buffer): Rendered | undefined {
  try {
    const { text, notes } = JSON.parse(unseal(secret, readFileSync(file))) as Record<string, unknown>;
    if (typeof text !== "string" || typeof notes !== "string") return undefined;
    const now = new Date();
    utimesSync(file, now, now); // the time of use decides only what is evicted
    return { ok: true, text, notes };
  } catch {
    return undefined;
  }
}

function seal(secret: Buffer, text: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", secret, iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

function unseal(secret: Buffer, entry: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", secret, entry.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(entry.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(entry.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
    "utf8",
  );
}

/** Removes what was used longest ago until the rest fits; another process may remove the same at the same time. */
export function evict(directory: string, most: number = MOST_BYTES): void {
  const entries = readdirSync(directory).flatMap((name) => {
    const file = path.join(directory, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ file, size: stat.size, used: stat.mtimeMs }] : [];
  });
  let total = entries.reduce((sum, one) => sum + one.size, 0);
  for (const { file, size } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= most) return;
    rmSync(file, { force: true });
    total -= size;
  }
}
