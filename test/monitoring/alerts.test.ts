import type { JsonObject } from "../../scripts/core/json.ts";
import { assert, suite } from "../harness.ts";
import { cases, type Ill } from "./cases.ts";
import { alertsOf, type Group, promtoolMissing, type Rule, ruleGroups, testRules } from "./promtool.ts";
import { healthy, neighbours, type Series } from "./series.ts";

const test = suite("monitoring: alerts, by promtool");

/**
 * One of promtool's tests: these series, and at a minute these alerts with their words; every other alert is silent, or
 * not looked at where `only` names one.
 */
function unit(
  groups: readonly Group[],
  series: Series,
  at: number,
  expected: Ill["alerts"],
  only?: string,
): JsonObject {
  const alerts = alertsOf(groups).filter((rule) => only === undefined || rule.alert === only);
  for (const name of Object.keys(expected))
    assert.ok(
      alerts.some((rule) => rule.alert === name),
      name,
    );
  return {
    interval: "1m",
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: alerts.map((rule) => ({
      eval_time: `${at}m`,
      alertname: rule.alert,
      exp_alerts: (expected[rule.alert] ?? []).map((one) => alertOf(rule, one)),
    })),
  };
}

function alertOf(rule: Rule, { labels, value }: Ill["alerts"][string][number]): JsonObject {
  const text = (template: string) =>
    template
      .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? "")
      .replace(/\{\{ \$value[^}]*\}\}/g, value ?? "no value was expected");
  const annotations = Object.entries(rule.annotations ?? {}).map(([key, one]) => [key, text(one)]);
  return { exp_labels: { ...rule.labels, ...labels }, exp_annotations: Object.fromEntries(annotations) };
}

const without = (series: Series, gone: RegExp | undefined): Series =>
  Object.fromEntries(Object.entries(series).filter(([name]) => !gone?.test(name)));

/** The series of a case: a healthy release with something ill in it, neighbours that are all ill. */
function seriesOf(one: Ill, instead: Series): Series {
  const minutes = one.minute + 10;
  const whole = { ...healthy(minutes), ...instead };
  return { ...neighbours(minutes), ...without(whole, one.gone) };
}

const missing = promtoolMissing();
if (missing !== undefined) test.cannotRun("alerts", missing);
else {
  test("a healthy release raises nothing, whatever its neighbours do", async () => {
    const groups = await ruleGroups("monitoring");
    const ran = await testRules(groups, [unit(groups, { ...neighbours(130), ...healthy(130) }, 120, {})]);
    assert.is(ran.code, 0, ran.said);
  });

  for (const one of cases) {
    test(`${one.name}: ${Object.keys(one.alerts).join(", ") || "nothing"}`, async () => {
      const groups = await ruleGroups("monitoring", one.changes);
      const series = seriesOf(one, one.series(one.minute + 10));
      const ran = await testRules(groups, [unit(groups, series, one.minute, one.alerts)]);
      assert.is(ran.code, 0, ran.said);
    });
  }

  test("every alert has a case that raises it and one that just does not", async () => {
    const all = alertsOf(await ruleGroups("monitoring")).map((rule) => rule.alert);
    assert.equal(
      all.filter((name) => !cases.some((one) => one.for === name && name in one.alerts)),
      [],
      "never raised",
    );
    assert.equal(
      all.filter((name) => !cases.some((one) => one.for === name && !(name in one.alerts))),
      [],
      "never just not raised",
    );
  });

  for (const name of [...new Set(cases.map((one) => one.for))])
    test.ofKind(`${name}: a mistake in its rule fails one of its cases`, async () => {
      const named = (rule: Rule) => rule.alert === name;
      const group = (await ruleGroups("monitoring")).find((one) => alertsOf([one]).some(named)) as Group;
      const own = cases
        .filter((one) => one.for === name && one.changes === undefined)
        .sort((a, b) => a.minute - b.minute);
      const changed = mistakes(alertsOf([group]).find(named) as Rule);
      assert.ok(changed.length >= 2, `${changed.length} mistakes`);
      for (const mistake of changed) {
        const rules = group.rules.map((each) => (each.alert === name ? mistake : each));
        assert.ok(await noticed({ ...group, rules }, own), `nothing notices ${mistake.expr}, ${mistake.for}`);
      }
    });
}

/** One of the cases fails with these rules; the quick ones are tried first. */
async function noticed(group: Group, own: readonly Ill[]): Promise<boolean> {
  for (const one of own) {
    const minutes = one.minute + 10;
    const series = without({ ...healthy(minutes), ...one.series(minutes) }, one.gone);
    const about = Object.fromEntries(Object.entries(one.alerts).filter(([name]) => name === one.for));
    const ran = await testRules([group], [unit([group], series, one.minute, about, one.for)]);
    if (ran.code !== 0) {
      assert.match(ran.said, /FAILED:/);
      return true;
    }
  }
  return false;
}

/** The rule with one small mistake each: a comparison turned round, a limit ten times as high, another duration. */
function mistakes(rule: Rule): Rule[] {
  const opposite: Readonly<Record<string, string>> = { " > ": " < ", " == ": " != " };
  const expressions = [...rule.expr.matchAll(/ (?:>|==) /g)].flatMap(({ 0: sign, index }) => {
    const [before, after] = [rule.expr.slice(0, index), rule.expr.slice(index + sign.length)];
    const turned = `${before}${opposite[sign]}${after}`;
    const higher = `${before}${sign}${after.replace(/^[\d.]+/, (limit) => String(Number(limit) * 10 + 1))}`;
    return [turned, higher];
  });
  const durations = ["1s", "2d"].filter(() => rule.for !== undefined);
  return [
    ...expressions.map((expr) => ({ ...rule, expr })),
    ...durations.map((duration) => ({ ...rule, for: duration })),
  ];
}
