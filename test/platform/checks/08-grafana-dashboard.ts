import { isObject } from "../../../scripts/core/json.ts";
import { at } from "../../charts/helm.ts";
import { CannotRun } from "../../e2e/scenario.ts";
import { ofKinds, renderAll } from "../charts.ts";
import { type Check, insist } from "../check.ts";

/** That each holds a dashboard is all that can be seen of them here; the dashboards themselves have tests of their own. */
const check: Check = {
  parts: [],
  async run() {
    const dashboards = ofKinds(await renderAll(), "GrafanaDashboard");
    insist(dashboards.length > 0, "no chart has a GrafanaDashboard");
    for (const one of dashboards) {
      const json: unknown = JSON.parse(String(at(one, "spec.json")));
      insist(
        isObject(json as never) && Array.isArray((json as { panels?: unknown }).panels),
        "it holds no dashboard",
      );
    }
    throw new CannotRun(
      `${dashboards.length} GrafanaDashboards hold a dashboard's JSON; neither their operator nor its CRDs can be had`,
    );
  },
};
export default check;
