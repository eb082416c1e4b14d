import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { metricNames } from "../../charts/phoenix/dashboards/metrics.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../../scripts/core/json.ts";
import { at, chartFolder, helm, objects } from "../charts/helm.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { everySeries } from "./panel-series.ts";
import { checkRules, promtoolMissing, ruleGroups, testRules } from "./promtool.ts";

const test = suite("monitoring: dashboards");
const names = ["beam", "deploys", "ecto", "overview", "phoenix"];

/** The dashboards that a scenario renders, by name. */
async function rendered(
  scenario: string,
  changes: readonly string[] = [],
): Promise<Record<string, JsonObject>> {
  const made: Record<string, JsonObject> = {};
  for (const object of await objects("phoenix", scenario, changes)) {
    const [, name] = /(?:dashboard-|^phoenix-)(\w+)$/.exec(String(at(object, "metadata.name"))) ?? [];
    const text =
      object.kind === "GrafanaDashboard"
        ? at(object, "spec.json")
        : object.kind === "ConfigMap" && isObject(object.data)
          ? Object.entries(object.data).find(([key]) => key.endsWith(".json"))?.[1]
          : undefined;
    if (name !== undefined && typeof text === "string") made[name] = JSON.parse(text) as JsonObject;
  }
  return made;
}

const panels = (dashboard: JsonObject): JsonObject[] =>
  (dashboard.panels as JsonObject[]).filter((panel) => panel.type !== "row");

/** Every query, with what Grafana would put in place of its variables. */
const queries = (dashboard: JsonObject): string[] =>
  panels(dashboard)
    .flatMap((panel) => panel.targets as JsonObject[])
    .map((target) => filled(String(target.expr)));

const filled = (query: string): string => query.replaceAll("$__rate_interval", "5m").replaceAll("$pod", ".*");

/** The series that a query names. */
const seriesIn = (query: string): string[] =>
  [...query.replace(/"[^"]*"/g, '""').matchAll(/([a-zA-Z_:][\w:]*)\{/g)].map(([, name]) => name as string);

test("the committed files are what the TypeScript makes", () => {
  execFileSync(process.execPath, ["--import", "tsx", "scripts/tasks/dashboards.ts", "--check"], {
    cwd: projectRoot,
    stdio: "pipe",
  });
  assert.equal(
    readdirSync(path.join(chartFolder("phoenix"), "dashboards"))
      .filter((file) => file.endsWith(".json"))
      .sort(),
    names.map((name) => `${name}.json`),
  );
});

test("all of them are in the ConfigMaps, the wanted one in a GrafanaDashboard, none unless asked for", async () => {
  assert.equal(Object.keys(await rendered("monitoring")).sort(), names);
  assert.equal(Object.keys(await rendered("monitoring-telemetry")), ["overview"]);
  assert.equal(Object.keys(await rendered("minimal")), []);
});

test("nothing of the file's own words is left, in any clustering", async () => {
  for (const changes of [
    [],
    ["clustering.strategy=dns-srv", "secrets.releaseCookie.value=cookie-of-the-example"],
  ])
    for (const dashboard of Object.values(await rendered("monitoring", changes)))
      assert.not.match(JSON.stringify(dashboard), /@\w+@/);
});

test("panels have an id each, a unit, the chosen data source, and lie beside each other", async () => {
  for (const [name, dashboard] of Object.entries(await rendered("monitoring"))) {
    const all = dashboard.panels as JsonObject[];
    const ids = all.map((panel) => panel.id);
    assert.is(new Set(ids).size, ids.length, name);
    const taken = new Set<string>();
    for (const panel of all) {
      const { x, y, w, h } = panel.gridPos as Record<string, number>;
      for (let column = x ?? 0; column < (x ?? 0) + (w ?? 0); column++)
        for (let row = y ?? 0; row < (y ?? 0) + (h ?? 0); row++) {
          assert.not(taken.has(`${column},${row}`), `${name}: ${panel.title} lies on another panel`);
          assert.ok(column < 24, `${name}: ${panel.title} is too wide`);
          taken.add(`${column},${row}`);
        }
    }
    for (const panel of panels(dashboard)) {
      assert.ok((panel.targets as Json[]).length > 0, String(panel.title));
      assert.ok(valueAt(panel, ["fieldConfig", "defaults", "unit"]), String(panel.title));
      assert.is(valueAt(panel, ["datasource", "uid"]), "$" + "{datasource}");
    }
  }
});

test("two releases in one Grafana do not take each other's dashboards", async () => {
  const uids = async (...changes: string[]) =>
    Object.values(await rendered("monitoring", changes)).map((dashboard) => String(dashboard.uid));
  const both = [...(await uids()), ...(await uids("fullnameOverride=other"))];
  assert.is(new Set(both).size, 2 * names.length);
  for (const uid of both) assert.match(uid, /^[\w-]{1,40}$/);
});

test("queries name no series but those that the chart knows, kube-state-metrics and its own rules", async () => {
  const known = new Set(metricNames.map((name) => `shop_prom_ex_${name}`));
  const recorded = (await ruleGroups("monitoring")).flatMap((group) =>
    group.rules.map((rule) => rule.record),
  );
  const used = Object.values(await rendered("monitoring")).flatMap((one) => queries(one).flatMap(seriesIn));
  assert.ok(used.length > 60, String(used.length));
  for (const name of used)
    assert.ok(
      known.has(name.replace(/_(bucket|sum|count)$/, "")) ||
        known.has(name) ||
        recorded.includes(name) ||
        /^kube_(pod|deployment|job)_/.test(name),
      name,
    );
  const unused = [...known].filter((name) => !used.some((one) => one.startsWith(name)));
  assert.equal(unused, [], "known, and shown nowhere");
});

test("monitoring.metrics.names takes these names, and none is the beginning of another", () => {
  const schema = JSON.parse(
    readFileSync(path.join(chartFolder("phoenix"), "values.schema.json"), "utf8"),
  ) as JsonObject;
  const given = at(schema, "properties.monitoring.properties.metrics.properties.names.propertyNames.enum");
  assert.equal([...(given as string[])].sort(), [...metricNames].sort());
  for (const one of metricNames)
    assert.equal(
      metricNames.filter((other) => other !== one && other.startsWith(one)),
      [],
    );
});

test("other names take the place of PromEx's", async () => {
  const text = JSON.stringify(await rendered("monitoring-telemetry"));
  assert.match(text, "phoenix_router_dispatch_stop_duration_bucket{");
  assert.not.match(text, "phoenix_http_request");
});

test("the package has the dashboards and not their TypeScript", async () => {
  const folder = tempDirectory();
  const ran = await helm(["package", chartFolder("phoenix"), "-d", folder]);
  assert.is(ran.code, 0, ran.stderr);
  const archive = path.join(folder, readdirSync(folder)[0] as string);
  const files = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trim().split("\n");
  assert.ok(files.includes("phoenix/dashboards/overview.json"));
  assert.equal(
    files.filter((file) => file.endsWith(".ts")),
    [],
  );
});

const missing = promtoolMissing();
if (missing !== undefined) test.cannotRun("queries of the panels", missing);
else {
  for (const scenario of ["monitoring", "monitoring-telemetry"])
    test(`${scenario}: promtool parses the query of every panel and variable`, async () => {
      const all = Object.values(await rendered(scenario)).flatMap((dashboard) => [
        ...queries(dashboard),
        ...(valueAt(dashboard, ["templating", "list"]) as JsonObject[])
          .map((variable) => /^label_values\((.*), \w+\)$/.exec(String(variable.query))?.[1])
          .filter((query) => query !== undefined),
      ]);
      const rules = all.map((expr, index) => ({ record: `panel:query:${index}`, expr }));
      const ran = await checkRules([{ name: "panels", rules }]);
      assert.is(ran.code, 0, ran.said);
      assert.match(ran.said, `SUCCESS: ${all.length} rules found`);
      for (const [index, rule] of rules.entries()) if (index % 20 === 0) rule.expr = `${rule.expr} by`;
      assert.is((await checkRules([{ name: "panels", rules }])).code, 1);
    });

  test("every panel shows something, where the application and the cluster say something", async () => {
    const dashboards = await rendered("monitoring");
    const all = Object.values(dashboards).flatMap(queries);
    const panelRules = all.map((query, index) => ({ alert: `Query${index}`, expr: `count(${query}) > 0` }));
    const groups = [...(await ruleGroups("monitoring")), { name: "panels", rules: panelRules }];
    const shown = (series: Readonly<Record<string, string>>) =>
      testRules(groups, [
        {
          interval: "1m",
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          alert_rule_test: panelRules.map(({ alert }) => ({
            eval_time: "30m",
            alertname: alert,
            exp_alerts: [{ exp_labels: {}, exp_annotations: {} }],
          })) as unknown as Json,
        },
      ]);
    const ran = await shown(everySeries(40));
    assert.is(ran.code, 0, ran.said);
    const less = Object.entries(everySeries(40)).filter(([name]) => !name.includes("_channel_joined_"));
    assert.is((await shown(Object.fromEntries(less))).code, 1);
  });
}
