import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const TMPFS_MAGIC = 0x01021994;
const KEY_BYTES = 32;

/** By the file system that was asked for: a check asks hundreds of times. */
const known = new Map<string, Buffer>();

/**
 * The key of this user's render cache: random, and only ever in a memory file system (XDG_RUNTIME_DIR, /dev/shm), so
 * that a disk or a backup holds nothing to open entries with, nor to try guessed secrets against. It is gone after a
 * restart, and every entry with it. Undefined where there is no such file system (macOS): nothing is cached then.
 */
export function cacheKey(): Buffer | undefined {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  for (const base of [process.env.XDG_RUNTIME_DIR, "/dev/shm"]) {
    if (!base) continue;
    try {
      const key =
        known.get(base) ??
        (statfsSync(base).type === TMPFS_MAGIC ? keyIn(path.join(base, `chartroom-${uid}`), uid) : undefined);
      if (key === undefined) continue;
      known.set(base, key);
      return key;
    } catch {
      // Not ours to write, or somebody else's folder of that name: try the next place.
    }
  }
  return undefined;
}

function keyIn(directory: string, uid: number): Buffer {
  mkdirSync(directory, { mode: 0o700, recursive: true });
  const { uid: owner, mode } = lstatSync(directory);
  if (owner !== uid || (mode & 0o170077) !== 0o040000) throw new Error("not a private folder of this user");
  const file = path.join(directory, "renders.key");
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, randomBytes(KEY_BYTES), { mode: 0o600 });
  try {
    linkSync(beside, file); // the first of two processes wins, and a reader never sees half a key
  } catch {
    // There is one already.
  } finally {
    rmSync(beside, { force: true });
  }
  const key = readFileSync(file);
  if (key.length !== KEY_BYTES) throw new Error("not a key");
  return key;
}
