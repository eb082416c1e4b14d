import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../../../scripts/core/diagnostic.ts";
import { checkTemplates } from "../../../scripts/templates/check.ts";
import { projectRoot } from "../../rig.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

export interface Killed {
  readonly mutant: Mutant;
  /** A finding at the right place; another finding; none. */
  readonly by: "right" | "elsewhere" | "nothing";
  readonly findings: readonly Diagnostic[];
}

/** Further findings about a chart in a folder: what renders, and whether Helm takes its values. */
export type Further = (root: string, chart: string) => Promise<readonly Diagnostic[]>;

/** Checks each mutant of one of the project's charts in a copy of it; `take` every nth only. */
export async function killMutants(
  name: string,
  folder: string,
  take: number,
  further: Further,
): Promise<{ readonly killed: readonly Killed[]; readonly unmutated: readonly Diagnostic[] }> {
  const copy = path.join(folder, "charts", name);
  cpSync(path.join(projectRoot, "charts", name), copy, { recursive: true });
  const unmutated = [...checkTemplates(folder, copy).findings, ...(await further(folder, copy))];
  const killed: Killed[] = [];
  for (const [at, mutant] of mutantsOf(copy).entries()) {
    if (at % take !== 0) continue;
    const file = path.join(copy, mutant.file);
    const before = readFileSync(file, "utf8");
    writeFileSync(file, mutant.text);
    let findings: readonly Diagnostic[] = checkTemplates(folder, copy).findings;
    if (!findings.some((one) => isRight(mutant, one, folder)))
      findings = [...findings, ...(await further(folder, copy))];
    writeFileSync(file, before);
    const right = findings.some((one) => isRight(mutant, one, folder));
    killed.push({ mutant, findings, by: right ? "right" : findings.length > 0 ? "elsewhere" : "nothing" });
  }
  return { killed, unmutated };
}

/** At the line that was changed, or in another file of the chart at a line that has the changed name. */
function isRight(mutant: Mutant, { place }: Diagnostic, root: string): boolean {
  if (!place) return false;
  if (place.file.endsWith(`/${mutant.file}`) && mutant.lines.includes(place.line)) return true;
  if (mutant.name === "" || place.file.endsWith(`/${mutant.file}`)) return false;
  const line = readFileSync(path.join(root, place.file), "utf8").split("\n")[place.line - 1] ?? "";
  return new RegExp(`\\b${mutant.name}\\b`).test(line);
}
