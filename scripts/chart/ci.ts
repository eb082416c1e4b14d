import path from "node:path";
import process from "node:process";
import type { GivenSchemas } from "../check/schemas/given.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isDirectory } from "../core/files.ts";
import { keptByText } from "../core/kept.ts";
import { ok, type Result } from "../core/result.ts";
import type { Environment } from "../environment/model.ts";
import { chartDigest } from "../render/chart-digest.ts";
import type { Renderer } from "../render/model.ts";
import { startRenderer } from "../render/start.ts";
import type { Wishes } from "./check.ts";
import { ciScenarios, isEncrypted, type Scenario } from "./scenarios.ts";

/**
 * What the environments' own charts come to under their `ci/*-values.yaml`: each chart once for each Kubernetes
 * version, whichever environments use it. Kept from run to run by the chart's content.
 */
export async function ciFindings(
  environments: readonly Environment[],
  given?: GivenSchemas,
): Promise<Result<Diagnostic[]>> {
  const charts = new Map<string, Wanted>();
  for (const { root, releases } of environments)
    for (const { chartPath: chart, fetched, kubeVersion } of releases)
      if (chart !== undefined && !fetched && isDirectory(chart))
        charts.set(JSON.stringify([chart, kubeVersion]), {
          chart,
          root,
          wishes: { ...(kubeVersion !== undefined && { kubeVersion }), ...(given && { given }) },
        });
  const withFiles = [...charts.values()].filter(({ chart, root }) => ciScenarios(chart, root).length > 0);
  if (withFiles.length === 0) return ok([]);
  const renderer = await startRenderer();
  if (!renderer.ok) return renderer;
  try {
    const findings: Diagnostic[] = [];
    for (const one of withFiles) findings.push(...(await ofChart(one, renderer.value)));
    return ok(findings);
  } finally {
    await renderer.value.close();
  }
}

/** A chart, and what the releases of it are checked for. */
interface Wanted {
  readonly chart: string;
  readonly root: string;
  readonly wishes: Wishes;
}

async function ofChart(wanted: Wanted, renderer: Renderer): Promise<Diagnostic[]> {
  const { chart: chartPath, root, wishes } = wanted;
  const scenarios = ciScenarios(chartPath, root);
  const digest = chartDigest(chartPath);
  // What sops opened would have to be remembered as secret again.
  if (digest === undefined || scenarios.some((one) => isEncrypted(root, one)))
    return check(wanted, scenarios, renderer);
  const variables = Object.entries(process.env).filter(([name]) => /^(?:HELM_|KUBE)/.test(name));
  const content = [
    digest,
    path.relative(root, chartPath),
    renderer.identity,
    variables,
    wishes.kubeVersion ?? "",
    wishes.given?.digest ?? "",
  ];
  return keptByText(
    "chartroom ci values",
    JSON.stringify(content),
    () => check(wanted, scenarios, renderer),
    (made) => !made.some(isCrash),
  );
}

/** The modules are loaded here: what was kept needs none of them. */
async function check(
  { chart: chartPath, root, wishes }: Wanted,
  scenarios: readonly Scenario[],
  renderer: Renderer,
): Promise<Diagnostic[]> {
  const [{ chartAt }, { checkScenarios }] = await Promise.all([import("./find.ts"), import("./check.ts")]);
  const chart = chartAt(chartPath, root);
  if (chart.library) return [];
  const checked = await checkScenarios(chart, scenarios, renderer, wishes);
  return checked.flatMap((one) => one.diagnostics).filter(({ code }) => !OF_THE_CHART.includes(code));
}

/** What a release of the chart tells already: no schema, a template that cannot be parsed, a chart that cannot be loaded. */
const OF_THE_CHART = ["CR215", "CR304", "CR307", "CR308"];

/** A crash of the engine is no property of the chart. */
function isCrash({ code }: Diagnostic): boolean {
  return code === "CR309";
}
