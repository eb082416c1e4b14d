import { cacheKey } from "../core/cache-key.ts";
import { cacheDirectory } from "../core/files.ts";
import { isImpureText } from "../core/impure.ts";
import { canonicalJson, type Json } from "../core/json.ts";
import { sealedEntry } from "../core/sealed.ts";
import { chartDigest } from "./chart-digest.ts";
import type { Phase, PhasesRequest, RenderAnswer } from "./model.ts";

type Rendered = RenderAnswer & { readonly ok: true };

/** A release's renders by phase: those that were made. */
export type RenderedPhases = { readonly [phase in Phase]?: Rendered };

/** The cache of one run. */
export interface RenderCache {
  /** Where a request's renders are kept; undefined for a chart whose output must not be kept. */
  entry(request: PhasesRequest, identity: string): CacheEntry | undefined;
}

export interface CacheEntry {
  /** The kept renders, or undefined: not there, or not to be trusted. */
  read(): RenderedPhases | undefined;
  /** Keeps renders, unless the chart has changed since the entry was asked for. */
  write(phases: RenderedPhases): void;
}

const VERSION = 3;

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
      // Releases of one chart ask at one time; what is written is compared with the files of that later time.
      if (!digests.has(chartPath)) digests.set(chartPath, chartDigest(chartPath));
      const chart = digests.get(chartPath);
      return chart === undefined ? undefined : makeEntry(directory, key, request, { chart, identity });
    },
  };
}

function makeEntry(
  directory: string,
  key: Buffer,
  request: PhasesRequest,
  { chart, identity }: { readonly chart: string; readonly identity: string },
): CacheEntry {
  const content = canonicalJson({ version: VERSION, chart, identity, request: request as unknown as Json });
  const entry = sealedEntry(directory, key, content, "chartroom render entry");
  return {
    read() {
      const kept = entry.read();
      return kept === undefined ? undefined : parse(kept);
    },
    write(phases) {
      if (chartDigest(request.chartPath) !== chart) return;
      entry.write(JSON.stringify(written(phases)));
    },
  };
}

/** A render as it is written: the name of another phase stands for the same as there. */
type Written = Pick<Rendered, "text" | "notes"> | string;

function written(phases: RenderedPhases): Record<string, Written> {
  const all = Object.entries(phases);
  return Object.fromEntries(
    all.map(([phase, { text, notes }]) => {
      const [first = phase] = all.find(([, one]) => one.text === text && one.notes === notes) ?? [];
      return [phase, first === phase ? { text, notes } : first];
    }),
  );
}

function parse(kept: string): RenderedPhases | undefined {
  try {
    const phases = JSON.parse(kept) as Record<string, Written>;
    const renders = new Map<string, Rendered>();
    for (const [phase, one] of Object.entries(phases)) {
      if (typeof one === "string") continue;
      if (typeof one.text !== "string" || typeof one.notes !== "string") return undefined;
      renders.set(phase, { ok: true, text: one.text, notes: one.notes });
    }
    const all = Object.entries(phases).map(([phase, one]) => [
      phase,
      renders.get(typeof one === "string" ? one : phase),
    ]);
    return all.every(([, render]) => render) ? Object.fromEntries(all) : undefined;
  } catch {
    return undefined;
  }
}
