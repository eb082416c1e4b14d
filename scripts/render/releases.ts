import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import pLimit from "p-limit";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isDirectory } from "../core/files.ts";
import { nearest } from "../core/nearest.ts";
import { fileStart } from "../core/source.ts";
import type { Release } from "../environment/model.ts";
import { openCache, type RenderCache } from "./cache.ts";
import { existsAt } from "./chart-digest.ts";
import { failureFindings } from "./failure.ts";
import { type DocumentReader, readManifests, rememberingReader } from "./manifests.ts";
import type {
  Manifest,
  Phase,
  PhasesRequest,
  RenderAnswer,
  RenderedRelease,
  Renderer,
  RenderResult,
} from "./model.ts";

export interface RenderOptions {
  readonly renderer: Renderer;
  readonly phases: readonly Phase[];
  readonly noCache?: boolean;
  /** What findings' files are relative to; the working directory when it is not given. */
  readonly root?: string;
  /** No key opened the secrets: a chart that misses one is told as information, not as an error. */
  readonly secretsWithheld?: boolean;
  /** Reads documents, and knows those of other releases again; one of its own for each release when it is not given. */
  readonly read?: DocumentReader;
}

/**
 * Renders each installed release in each phase, in parallel. A release that cannot be rendered is one finding for all
 * its phases; the others go on.
 */
export async function renderReleases(
  releases: readonly Release[],
  options: RenderOptions,
): Promise<RenderResult> {
  const render = rendering(options);
  const root = options.root ?? process.cwd();
  const rendered: RenderedRelease[] = [];
  const diagnostics: Diagnostic[] = [];
  let fromCache = 0;
  const jobs = releases
    .filter((release) => release.installed)
    .map(async (release) => {
      const missing = chartFinding(release, root);
      if (missing) return { release, findings: [missing], done: [] };
      const answers = await (taken(release, options.phases) ?? render(release));
      const findings: Diagnostic[] = [];
      for (const { answer } of answers) {
        if (answer.ok) continue;
        for (const one of failureFindings(answer.message, release, root))
          if (!findings.some((before) => before.message === one.message)) findings.push(one);
      }
      return {
        release,
        findings: options.secretsWithheld
          ? findings.map((one) => (BY_VALUES.has(one.code) ? withheld(one) : one))
          : findings,
        done: answers,
      };
    });
  for (const { release, findings, done } of await Promise.all(jobs)) {
    diagnostics.push(...findings, ...patchedFinding(release));
    const read = options.read ?? rememberingReader();
    const known = new Map<string, readonly Manifest[]>();
    for (const { phase, answer, cached } of done) {
      if (!answer.ok) continue;
      if (cached) fromCache += 1;
      const { text, notes, objects } = answer;
      const manifests = known.get(text) ?? readManifests(text, read, objects);
      known.set(text, manifests);
      rendered.push({ release, phase, manifests, text, notes });
    }
  }
  return { rendered, diagnostics, fromCache };
}

const ahead = new WeakMap<
  Release,
  { readonly phases: readonly Phase[]; readonly answers: Promise<Answered[]> }
>();

/**
 * Asks for what `renderReleases` will be asked for with the same releases and options, so that the engine works while
 * this process does. Each is handed out once.
 */
export function renderAhead(releases: readonly Release[], options: RenderOptions): void {
  const render = rendering(options);
  for (const release of releases) {
    if (!release.installed || ahead.has(release) || chartFinding(release, options.root ?? process.cwd()))
      continue;
    const answers = render(release);
    answers.catch(() => {}); // whoever takes it is told
    ahead.set(release, { phases: options.phases, answers });
  }
}

function taken(release: Release, phases: readonly Phase[]): Promise<Answered[]> | undefined {
  const found = ahead.get(release);
  ahead.delete(release);
  return found?.phases.join() === phases.join() ? found.answers : undefined;
}

/** What may be open at the engine at one time: enough that it goes on while this process judges. */
const limit = pLimit(64);

/** Renders releases as there is room for them, with one look at the cache for all. */
function rendering(options: RenderOptions): (release: Release) => Promise<Answered[]> {
  const cache = options.noCache ? undefined : openCache();
  return (release) => limit(() => renderOne(release, options, cache));
}

/** What the renderer is asked for a release. */
export function phasesRequest(release: Release): PhasesRequest {
  return {
    chartPath: release.chartPath ?? "",
    releaseName: release.name,
    namespace: release.namespace,
    values: release.values,
    ...(release.kubeVersion !== undefined && { kubeVersion: release.kubeVersion }),
    ...(release.apiVersions && { apiVersions: release.apiVersions }),
  };
}

/** A release's render in one phase. */
interface Answered {
  readonly phase: Phase;
  readonly answer: RenderAnswer;
  readonly cached: boolean;
}

async function renderOne(
  release: Release,
  { renderer, phases }: RenderOptions,
  cache: RenderCache | undefined,
): Promise<Answered[]> {
  const request = phasesRequest(release);
  const entry = cache?.entry(request, renderer.identity);
  const found = entry?.read();
  const kept = phases.flatMap((phase) => {
    const answer = found?.[phase];
    return answer ? [{ phase, answer, cached: true }] : [];
  });
  if (kept.length === phases.length) return kept;
  const answers = await renderer.renderPhases(request, phases);
  const done = phases.map((phase, at) => ({ phase, answer: answers[at] as RenderAnswer, cached: false }));
  const good = done.flatMap(({ phase, answer }) => (answer.ok ? [[phase, answer] as const] : []));
  if (good.length > 0) entry?.write({ ...found, ...Object.fromEntries(good) });
  return done;
}

function chartFinding(release: Release, root: string): Diagnostic | undefined {
  const place = release.place ?? fileStart(release.file);
  const written = path.resolve(root, path.dirname(release.file), release.chart);
  if (release.chartPath === undefined && isDirectory(written) && !existsAt(path.join(written, "Chart.yaml")))
    return diagnostic("CR312", `release \`${release.name}\`: ${release.chart} has no Chart.yaml`, {
      place,
      note: "helmfile would make a chart of the manifests or the kustomization there (chartify); they are not checked",
      help: "if it is meant to be a chart, put a Chart.yaml there, and the manifests below templates/",
    });
  if (
    release.chartPath === undefined &&
    /^(?:\.{0,2}\/|[a-z]:)/i.test(release.chart) &&
    !/^[a-z]+:\/\//.test(release.chart)
  )
    return missingChart(release, written);
  if (release.chartPath === undefined) {
    return diagnostic(
      "CR301",
      `release \`${release.name}\`: its chart ${release.chart} is not on this machine`,
      {
        place,
        help: "pull it below charts/ and name that path, so that it is rendered and checked too",
      },
    );
  }
  if (existsAt(release.chartPath)) return undefined;
  return missingChart(release, written);
}

/** A path without a chart; `written` is where it leads. A chart beside it of nearly its name is what was meant. */
function missingChart({ name, chart, file, place }: Release, written: string): Diagnostic {
  const beside = path.dirname(written);
  const charts = isDirectory(beside)
    ? readdirSync(beside).filter((one) => existsAt(path.join(beside, one, "Chart.yaml")))
    : [];
  const near = nearest(path.basename(written), charts);
  return diagnostic("CR302", `release \`${name}\`: there is no chart at ${chart}`, {
    place: place ?? fileStart(file),
    help:
      near === undefined
        ? `the path is taken from the folder of ${file}`
        : `did you mean \`${chart.replace(/[^/]+\/*$/, near)}\`?`,
  });
}

function patchedFinding({ name, patched, place, file }: Release): Diagnostic[] {
  if (!patched) return [];
  return [
    diagnostic(
      "CR311",
      `release \`${name}\`: what helmfile makes of \`${patched.join("`, `")}\` is not seen`,
      {
        place: place ?? fileStart(file),
        note: "it is rendered and checked as its chart alone makes it",
      },
    ),
  ];
}

/** Failures that another value can mend. The others are there whatever the secrets are. */
const BY_VALUES: ReadonlySet<string> = new Set(["CR303", "CR305", "CR306"]);

function withheld(finding: Diagnostic): Diagnostic {
  const note = [finding.note, "the secrets are withheld: with a key this may render"]
    .filter(Boolean)
    .join("\n");
  return { ...finding, severity: "info", note };
}
