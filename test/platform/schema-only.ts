import { writeFileSync } from "node:fs";
import path from "node:path";
import { chartroom, repository } from "../rig.ts";
import { insist } from "./check.ts";

/** Something of which no real part can be had on a test machine, so that chartroom's own check is all that is run. */
export interface SchemaOnly {
  /** Manifests as a chart of somebody's has them. */
  readonly right: string;
  /** A small mistake: a text of `right`, what stands in its place, and the code and words of the finding. */
  readonly wrong: readonly (readonly [string, string, RegExp])[];
}

/** Runs `chartroom check` on a repository whose chart has these manifests: as they are, and with each mistake. */
export async function checkedBySchema({ right, wrong }: SchemaOnly): Promise<void> {
  const clean = await check(right);
  insist(
    /no findings/.test(clean.stdout + clean.stderr),
    "chartroom check finds something in what is right",
    clean.stdout + clean.stderr,
  );
  for (const [text, other, finding] of wrong) {
    insist(right.includes(text), `\`${text}\` does not stand in the manifests`);
    const { stdout, stderr } = await check(right.replace(text, other));
    insist(finding.test(stdout), `${other.trim()} was not found`, stdout + stderr);
  }
}

function check(manifests: string) {
  const root = repository("minimal");
  writeFileSync(path.join(root, "charts/web/templates/more.yaml"), manifests);
  return chartroom(["-e", "local", "check"], { cwd: root });
}
