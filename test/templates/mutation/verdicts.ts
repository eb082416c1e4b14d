import { checkScenarios } from "../../../scripts/chart/check.ts";
import { scenariosOf } from "../../../scripts/chart/scenarios.ts";
import { startRenderer } from "../../../scripts/render/start.ts";
import { type Further, type Killed, killMutants } from "./run.ts";

export interface Verdict {
  readonly chart: string;
  readonly killed: readonly Killed[];
  /** Findings about the chart as it is. */
  readonly unmutated: number;
  /** Guards without which every render is still good: nothing that a check of types could see. */
  readonly equivalent: readonly Killed[];
  /** Of the others: how many were found where the mistake is. */
  readonly right: number;
  readonly wanted: number;
}

/** All mutants of one chart, or every nth, by the template checker and then by what Helm makes of the chart. */
export async function verdictOf(chart: string, folder: string, take: number): Promise<Verdict> {
  const renderer = await startRenderer();
  if (!renderer.ok) throw new Error("neither the engine nor helm is there");
  const further: Further = async (root, path) => {
    const scenarios = await checkScenarios(
      { root, path, name: chart },
      scenariosOf(path, root, []),
      renderer.value,
    );
    // That phoenix needs values is no mistake, and is told as information.
    return scenarios.flatMap((one) => one.diagnostics).filter((one) => one.severity !== "info");
  };
  try {
    const { killed, unmutated } = await killMutants(chart, folder, take, further);
    const equivalent = killed.filter((one) => one.mutant.kind === "guard" && !one.findings.some(isFailure));
    const counted = killed.filter((one) => !equivalent.includes(one));
    return {
      chart,
      killed,
      unmutated: unmutated.length,
      equivalent,
      right: counted.filter((one) => one.by === "right").length,
      wanted: counted.length,
    };
  } finally {
    await renderer.value.close();
  }
}

/** Helm stopped, or a template does what makes it stop. */
function isFailure({ severity }: Killed["findings"][number]): boolean {
  return severity === "error";
}
