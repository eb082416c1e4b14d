import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Diagnostic } from "../core/diagnostic.ts";
import { keptByText } from "../core/kept.ts";
import type { Environment } from "../environment/model.ts";
import { chartContent } from "../render/chart-digest.ts";

/** Findings of charts' templates by the chart's folder, as they were made in this run. */
export type TemplateFindings = Map<string, Promise<readonly Diagnostic[]>>;

/**
 * Findings of the templates of an environment's own charts. They depend on the chart's files alone: a chart that several
 * releases and environments use is looked at once, and what was found is kept, sealed, for runs after this.
 */
export async function templateFindings(
  { root, releases }: Environment,
  done: TemplateFindings,
  noCache: boolean,
): Promise<Diagnostic[]> {
  const charts = new Set(releases.flatMap((one) => (one.fetched ? [] : (one.chartPath ?? []))));
  const findings: Diagnostic[] = [];
  for (const chart of charts) {
    let found = done.get(chart);
    if (!found) {
      found = findingsOf(root, chart, noCache);
      done.set(chart, found);
    }
    findings.push(...(await found));
  }
  return findings;
}

async function findingsOf(root: string, chart: string, noCache: boolean): Promise<readonly Diagnostic[]> {
  const make = async () => {
    const { checkTemplates } = await import("../templates/check.ts");
    await setImmediate(); // a chart takes milliseconds: what the engine has answered meanwhile is taken, and it goes on
    return checkTemplates(root, chart).findings;
  };
  const content = noCache ? undefined : chartContent(chart);
  if (!content) return make();
  const text = JSON.stringify([path.relative(root, chart), content.digest]);
  // What changed since the digest was made would be kept under the digest of before.
  const isSame = () => chartContent(chart)?.digest === content.digest;
  return keptByText("chartroom template findings", text, make, isSame);
}
