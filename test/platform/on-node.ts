import { down, importImage, up } from "../cluster/real.ts";
import { archiveAll } from "../e2e/images.ts";
import { resultOf } from "../e2e/result.ts";
import { ownSite } from "../e2e/site.ts";
import { Stage } from "../e2e/stage.ts";
import type { Row } from "../e2e/table.ts";
import { tempDirectory } from "../harness.ts";
import type { Check } from "./check.ts";

/** The row of a check that needs a real node: its pods run, and the sample application answers in them. */
export async function playedOnNode(name: string, check: Check, say: (line: string) => void): Promise<Row> {
  say(`--- ${name}`);
  const begun = Date.now();
  let stage: Stage | undefined;
  let directory: string | undefined;
  const result = await resultOf(async () => {
    if (!("runOnNode" in check)) throw new Error("it runs on no node");
    const [cluster, images] = await Promise.all([
      up({ keep: false, say }),
      archiveAll(tempDirectory(), { traffic: false }),
    ]);
    directory = cluster.machine.directory;
    importImage(cluster, images);
    stage = new Stage(ownSite(cluster), { say, short: false });
    return check.runOnNode(stage);
  }, say);
  const requests = await stage?.loads.count();
  if (directory !== undefined) down(directory);
  return { name, ...result, requests, seconds: (Date.now() - begun) / 1000 };
}
