import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { alertsOf, checkRules, promtoolMissing, ruleGroups } from "./promtool.ts";

const test = suite("monitoring: rules and runbooks");
const scenarios = ["monitoring", "monitoring-telemetry"];
const runbooks = path.join(projectRoot, "docs/runbooks");

const missing = promtoolMissing();
for (const scenario of scenarios) {
  if (missing !== undefined) test.cannotRun(`${scenario}: promtool parses every rule`, missing);
  else
    test(`${scenario}: promtool parses every rule, and no other`, async () => {
      const groups = await ruleGroups(scenario);
      const rules = groups.flatMap((group) => group.rules);
      assert.ok(rules.length > 25, String(rules.length));
      const ran = await checkRules(groups);
      assert.is(ran.code, 0, ran.said);
      assert.match(ran.said, `SUCCESS: ${rules.length} rules found`);
      const [first, ...rest] = groups;
      const [rule, ...others] = first?.rules ?? [];
      const broken = [{ name: "x", rules: [{ ...rule, expr: `${rule?.expr} )` }, ...others] }, ...rest];
      assert.is((await checkRules(broken)).code, 1);
    });

  test(`${scenario}: an alert says how grave it is, what is wrong, and where to read on`, async () => {
    for (const { alert, labels, annotations } of alertsOf(await ruleGroups(scenario))) {
      assert.match(labels?.severity ?? "", /^(critical|warning)$/, alert);
      assert.is(labels?.namespace, "apps", alert);
      for (const key of ["summary", "description"])
        assert.match(annotations?.[key] ?? "", /^\S.*\S$/s, alert);
      assert.match(annotations?.runbook_url ?? "", `/docs/runbooks/${alert}.md`);
    }
  });
}

test("every alert has a runbook, and every runbook an alert", async () => {
  const alerts = alertsOf(await ruleGroups("monitoring")).map((rule) => `${rule.alert}.md`);
  assert.equal(readdirSync(runbooks).sort(), [...new Set(alerts)].sort());
  assert.is(alerts.length, new Set(alerts).size);
});

for (const file of readdirSync(runbooks))
  test(`${file} says what it means, how to look and what to do, and leads nowhere else than it says`, () => {
    const text = readFileSync(path.join(runbooks, file), "utf8");
    assert.match(text, new RegExp(`^# ${file.replace(".md", "")}\n`));
    const sections = text.split(/^## /m).slice(1);
    assert.equal(
      sections.map((section) => section.split("\n")[0]),
      ["What it means", "Look", "Do"],
    );
    for (const section of sections) assert.ok(section.length > 80, section);
    assert.match(sections[1] ?? "", /```(sh|promql)\n/);
    for (const [, target] of text.matchAll(/\]\(([^)]+)\)/g))
      assert.ok(readdirSync(runbooks).includes(target ?? ""), target);
  });

test("a runbook that asks a node says which pods have none", () => {
  const asking = readdirSync(runbooks)
    .map((file) => readFileSync(path.join(runbooks, file), "utf8"))
    .filter((text) => /\brpc '/.test(text));
  assert.ok(asking.length > 3, String(asking.length));
  for (const text of asking)
    assert.match(text.split("## ")[0] ?? "", /with `clustering\.strategy: none` there is none/, text);
});

test("runbooks speak of values and names that the chart has", () => {
  const values = readFileSync(path.join(projectRoot, "charts/phoenix/values.yaml"), "utf8");
  for (const file of readdirSync(runbooks))
    for (const [, name] of readFileSync(path.join(runbooks, file), "utf8").matchAll(
      /`(?:monitoring|hooks|resources|database|rollout|autoscaling)\.[\w.]*?(\w+)`/g,
    ))
      assert.match(values, new RegExp(`^ *${name}:`, "m"), `${file}: ${name}`);
});

test("the chart's README lists every alert, as grave as it is", async () => {
  const readme = readFileSync(path.join(projectRoot, "charts/phoenix/README.head.md"), "utf8");
  const listed = [...readme.matchAll(/^\| (Phoenix\w+) \| (\w+) \|/gm)].map(([, name, severity]) => [
    name,
    severity,
  ]);
  const alerts = alertsOf(await ruleGroups("monitoring")).map((rule) => [rule.alert, rule.labels?.severity]);
  assert.equal(listed.sort(), alerts.sort());
});

test("no rule is there unless it is asked for, and each value reaches its rule", async () => {
  const text = async (...changes: string[]) => JSON.stringify(await ruleGroups("monitoring", changes));
  const before = await text();
  for (const [value, shown] of [
    ["thresholds.memoryRatio=0.123", "0.123"],
    ["thresholds.runQueue=123", "> 123"],
    ["thresholds.messageQueue=123", "> 123"],
    ["thresholds.poolWaitMilliseconds=123", "> 123"],
    ["thresholds.poolExhaustedMilliseconds=123", "123([.]0)?"],
    ["thresholds.poolExhaustedRatio=0.123", "> 0.123"],
    ["thresholds.errorRatio=0.123", "> 0.123"],
    ["thresholds.requestsPerSecond=0.123", "> 0.123"],
    ["thresholds.notReadyMinutes=123", '"123m"'],
    ["slo.availability=99.5", "(1 - 99.5 / 100)"],
    ["slo.latency=98.5", "(1 - 98.5 / 100)"],
    ["slo.latencyMilliseconds=123", "123([.]0)?"],
    ["runbooks=https://books.example.com", "https://books.example.com/PhoenixDown.md"],
    ["alertLabels.team=harbour", '"team":"harbour"'],
  ] as const) {
    assert.not.ok(before.includes(shown), shown);
    assert.ok((await text(`monitoring.rules.${value}`)).includes(shown), value);
  }
});

test("no alert for a hook that is off; a job's name of one's own", async () => {
  const names = async (...changes: string[]) =>
    alertsOf(await ruleGroups("monitoring", changes)).map((rule) => rule.alert);
  assert.not.ok((await names("hooks.seed.enabled=false")).includes("PhoenixSeedFailed"));
  assert.not.ok((await names("hooks.migrate.enabled=false")).includes("PhoenixMigrationFailed"));
  const groups = await ruleGroups("monitoring", ["monitoring.metrics.job=other"]);
  assert.not.match(JSON.stringify(groups), 'job=\\"phoenix\\"');
});

test("names of another library take the place of PromEx's", async () => {
  const text = JSON.stringify(await ruleGroups("monitoring-telemetry"));
  for (const name of [
    "vm_memory_total",
    "vm_total_run_queue_lengths_total",
    "shop_repo_query_queue_time_bucket",
    "phoenix_router_dispatch_stop_duration_count",
    "phoenix_router_dispatch_stop_duration_bucket",
  ])
    assert.match(text, `${name}{`);
  assert.not.match(text, "phoenix_http_request");
});
