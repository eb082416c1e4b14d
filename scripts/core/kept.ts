import { buildIdentity } from "./build.ts";
import { cacheKey } from "./cache-key.ts";
import { cacheDirectory } from "./files.ts";
import type { Json } from "./json.ts";
import { sealedEntry } from "./sealed.ts";

/** Numbers that YAML has and JSON has not: what holds one is made anew each time. */
const NO_JSON = /[.](?:inf|nan)\b/i;

/** A longer text is rare, and sealing it would hold it in memory several times over. */
const LONGEST = 2 * 1024 * 1024;

/**
 * What `make` makes of a text, kept sealed (sealed.ts) under the text itself and this build of chartroom. Only for what
 * depends on nothing else, such as what a YAML text means; `isKept` refuses what a crash made.
 */
export async function keptByText<T>(
  purpose: string,
  text: string,
  make: () => Promise<T>,
  isKept: (made: T) => boolean = () => true,
): Promise<T> {
  const key = text.length > LONGEST || NO_JSON.test(text) ? undefined : cacheKey();
  if (!key) return make();
  const content = JSON.stringify([purpose, buildIdentity(), text]);
  const entry = sealedEntry(cacheDirectory("texts"), key, content, purpose);
  const kept = entry.read();
  if (kept !== undefined) return JSON.parse(kept) as T & Json;
  const made = await make();
  if (isKept(made)) entry.write(JSON.stringify(made));
  return made;
}
