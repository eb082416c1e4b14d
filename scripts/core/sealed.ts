import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";

const NAME_BYTES = 20;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const MOST_BYTES = 64 * 1024 * 1024;
/** A folder of small entries holds tens of thousands: looking through it costs more than a check. */
const HOURS_BETWEEN_EVICTIONS = 1;
const WRITES_BETWEEN_EVICTIONS = 500;
/** Beside a folder: its time says when somebody last looked through that. */
const STAMP = ".looked-through";

/** A text that is kept sealed under the content that it was made from. */
export interface SealedEntry {
  /** The kept text, or undefined: not there, torn, or not to be trusted. */
  read(): string | undefined;
  /** A full or read-only disk is no failure: what was made is there, only not kept. */
  write(text: string): void;
}

const writes = new Map<string, number>();

/**
 * An entry by content: AES-256-GCM, whose key and whose file name are both parts of one HMAC of the content under a
 * random key that never reaches a disk (cache-key.ts). Without that key a guess at a short secret could be tried against
 * a file name. A wrong tag or a torn file is a miss.
 */
export function sealedEntry(directory: string, key: Buffer, content: string, purpose: string): SealedEntry {
  const derived = createHmac("sha512", key).update(`${purpose}\0`).update(content).digest();
  const file = path.join(directory, derived.toString("hex", 0, NAME_BYTES));
  const secret = derived.subarray(NAME_BYTES, NAME_BYTES + KEY_BYTES);
  return {
    read() {
      try {
        const text = unseal(secret, readFileSync(file));
        const now = new Date();
        utimesSync(file, now, now); // the time of use decides only what is evicted
        return text;
      } catch {
        return undefined;
      }
    },
    write(text) {
      try {
        writeSealed(directory, file, seal(secret, text));
      } catch {
        // A full or read-only disk.
      }
    },
  };
}

/** In place: what is torn when this ends, or when two write it at one time, opens as little as a foreign entry. */
function writeSealed(directory: string, file: string, sealed: Buffer): void {
  const before = writes.get(directory) ?? 0;
  writes.set(directory, before + 1);
  try {
    writeFileSync(file, sealed, { mode: 0o600 });
  } catch {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(file, sealed, { mode: 0o600 });
  }
  const due = before === 0 ? isLongAgo(directory) : before % WRITES_BETWEEN_EVICTIONS === 0;
  if (due) evict(directory);
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
  const text = decipher.update(entry.subarray(IV_BYTES + TAG_BYTES));
  decipher.final(); // adds nothing in this mode, but throws where the tag is wrong
  return text.toString("utf8");
}

function isLongAgo(directory: string): boolean {
  const looked = statSync(`${directory}${STAMP}`, { throwIfNoEntry: false });
  const hours = (Date.now() - (looked?.mtimeMs ?? 0)) / 3_600_000;
  return hours < 0 || hours >= HOURS_BETWEEN_EVICTIONS; // a clock that was set back must not stop it
}

/**
 * Where the entries take more than `most` bytes, removes what was used longest ago until a quarter is free again; another
 * process may remove the same at the same time.
 */
export function evict(directory: string, most: number = MOST_BYTES): void {
  writeFileSync(`${directory}${STAMP}`, "");
  const entries = readdirSync(directory).flatMap((name) => {
    const file = path.join(directory, name);
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ file, size: stat.size, used: stat.mtimeMs }] : [];
  });
  let total = entries.reduce((sum, one) => sum + one.size, 0);
  if (total <= most) return;
  for (const { file, size } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= most * 0.75) return;
    rmSync(file, { force: true });
    total -= size;
  }
}
