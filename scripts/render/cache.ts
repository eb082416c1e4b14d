import { cacheKey } from "../core/cache-key.ts";
import { cacheDirectory } from "../core/files.ts";
import { isImpureText } from "../core/impure.ts";
import { canonicalJson, type Json } from "../core/json.ts";
import { sealedEntry } from "../core/sealed.ts";
import { chartDigest } from "./chart-digest.ts";
import type { RenderAnswer, RenderRequest } from "./model.ts";

export { evict } from "../core/sealed.ts";

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

/**
 * Renders by content: chart files, values, build of Helm, and everything else of the request. Never by time. A render can
 * hold secrets, so entries are sealed (sealed.ts); another version is a miss.
 */
export function openCache(
  directory: string = cacheDirectory("renders"),
  key: Buffer | undefined = cacheKey(),
): RenderCache | undefined {
  if (!key) return undefined;
  const digests = new Map<string, string | undefined>();
  return {
    entry(request, identity) {
      const { chartPath } = request;
      if (isImpureText(JSON.stringify(request.values))) return undefined;
      // Both phases of a release ask at one time; what is written is compared with the files of that later time.
      if (!digests.has(chartPath)) digests.set(chartPath, chartDigest(chartPath));
      const chart = digests.get(chartPath);
      return chart === undefined ? undefined : makeEntry(directory, key, request, { chart, identity });
    },
  };
}

function makeEntry(
  directory: string,
  key: Buffer,
  request: RenderRequest,
  { chart, identity }: { readonly chart: string; readonly identity: string },
): CacheEntry {
  const content = canonicalJson({ version: VERSION, chart, identity, request: request as unknown as Json });
  const entry = sealedEntry(directory, key, content, "chartroom render entry");
  return {
    read() {
      const kept = entry.read();
      return kept === undefined ? undefined : parse(kept);
    },
    write(answer) {
      if (chartDigest(request.chartPath) !== chart) return;
      entry.write(JSON.stringify({ text: answer.text, notes: answer.notes }));
    },
  };
}

function parse(kept: string): Rendered | undefined {
  try {
    const { text, notes } = JSON.parse(kept) as Record<string, unknown>;
    return typeof text === "string" && typeof notes === "string" ? { ok: true, text, notes } : undefined;
  } catch {
    return undefined;
  }
}
