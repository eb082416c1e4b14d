import path from "node:path";
import { copyCharts } from "../copy/copy.ts";
import { LOCK, readLock } from "../copy/lock.ts";
import { sourceFrom } from "../copy/source.ts";
import { checkCopies } from "../copy/status.ts";
import { readTree } from "../copy/tree.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { filesBelow } from "../core/files.ts";
import { packageDirectory } from "../core/package.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { hasDatabase } from "./names.ts";
import type { Project } from "./project.ts";
import { refusedPlace } from "./write/compare.ts";
import { placeOf } from "./write/place.ts";

/** A chart that the environments release. `create`: to be copied; `there`: a copy already; `own`: somebody else's. */
export interface ChartCopy {
  readonly name: string;
  /** From the project's root: `charts/phoenix`. */
  readonly folder: string;
  readonly action: "create" | "there" | "own" | "refused";
  /** How many files it has. */
  readonly files: number;
}

export interface ChartCopies {
  readonly charts: readonly ChartCopy[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Which charts are to be copied, and what is to be said of those that are there: behind chartroom's (CR805), or left
 * with conflicts (CR806). Copies are `chartroom copy`'s, which keeps their edits apart and merges; init begins them.
 */
export async function planCharts(root: string, project: Project): Promise<Result<ChartCopies>> {
  const lock = readLock(root);
  if (!lock.ok) return lock;
  const findings: Diagnostic[] = [];
  const charts = ["phoenix", ...(hasDatabase(project) ? ["postgres"] : [])].map((name): ChartCopy => {
    const folder = `charts/${name}`;
    const files = filesBelow(packageDirectory("charts", name)).length;
    const place = placeOf(root, `${folder}/Chart.yaml`);
    if ("refused" in place) {
      findings.push(refusedPlace(place.refused));
      return { name, folder, action: "refused", files };
    }
    const there = readTree(path.dirname(place.file)).size;
    if (there === 0) return { name, folder, action: "create", files };
    return { name, folder, action: lock.value[folder] === undefined ? "own" : "there", files: there };
  });
  const known = charts.flatMap(({ folder }) => {
    const copy = lock.value[folder];
    return copy ? [[folder, copy] as const] : [];
  });
  const said = await checkCopies(root, Object.fromEntries(known));
  return ok({ charts, findings: [...findings, ...said.filter(({ code }) => code !== "CR804")] });
}

/** Copies the charts that are not there, and locks them; a line for each. */
export async function copyMissing(
  root: string,
  charts: readonly ChartCopy[],
): Promise<Result<readonly string[]>> {
  const missing = charts.filter(({ action }) => action === "create");
  if (missing.length === 0) return ok([]);
  const sources = missing.map(({ name }) => sourceFrom(root, root, name));
  const copied = await copyCharts(root, sources, "charts", false);
  if (!copied.ok) return fail(copied.error);
  return ok(copied.value.map(({ folder, version }) => `copied ${folder} ${version}, locked in ${LOCK}`));
}
