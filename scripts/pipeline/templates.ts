import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import { keptByText } from "../core/kept.ts";
import type { Environment } from "../environment/model.ts";
import { chartContent } from "../render/chart-digest.ts";
import { areMany, TemplateChecker } from "./template-checker.ts";

/**
 * Findings of the templates of environments' own charts. They depend on the chart's files alone: a chart that several
 * releases and environments use is looked at once in a run, and what was found is kept, sealed, for runs after this.
 */
export class TemplateFindings {
  readonly #found = new Map<string, Promise<readonly Diagnostic[]>>();
  readonly #checker = new TemplateChecker();
  readonly #noCache: boolean;

  constructor(noCache: boolean) {
    this.#noCache = noCache;
  }

  /** Where there are many charts, the work on them begins; nobody has to wait for it yet. */
  begin({ root, releases }: Environment): void {
    const charts = ownCharts(releases);
    if (!areMany(charts.length)) return;
    for (const chart of charts) this.#of(root, chart, true).catch(() => {}); // whoever wants them is told
  }

  async of({ root, releases }: Environment): Promise<Diagnostic[]> {
    const findings: Diagnostic[] = [];
    for (const chart of ownCharts(releases)) findings.push(...(await this.#of(root, chart, false)));
    return findings;
  }

  close(): void {
    this.#checker.close();
  }

  #of(root: string, chart: string, beside: boolean): Promise<readonly Diagnostic[]> {
    const found = this.#found.get(chart) ?? this.#make(root, chart, beside);
    this.#found.set(chart, found);
    return found;
  }

  async #make(root: string, chart: string, beside: boolean): Promise<readonly Diagnostic[]> {
    const make = () => this.#checker.check({ root, chart }, beside);
    const content = this.#noCache ? undefined : chartContent(chart);
    if (!content) return make();
    const text = JSON.stringify([path.relative(root, chart), content.digest]);
    // What changed since the digest was made would be kept under the digest of before.
    const isSame = () => chartContent(chart)?.digest === content.digest;
    return keptByText("chartroom template findings", text, make, isSame);
  }
}

function ownCharts(releases: Environment["releases"]): string[] {
  return [...new Set(releases.flatMap((one) => (one.fetched ? [] : (one.chartPath ?? []))))];
}
