import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { run } from "../../scripts/core/exec.ts";
import type { JsonObject } from "../../scripts/core/json.ts";
import { at, find, objects } from "../charts/helm.ts";
import { lackingPackages } from "../debian.ts";
import { tempDirectory } from "../harness.ts";

/** A rule as PrometheusRule and Prometheus' own files both write it. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Group {
  readonly name: string;
  readonly rules: readonly Rule[];
}

let lacking: readonly string[] | undefined;

/**
 * Why promtool cannot be run here, or undefined: it can. On Debian as root it is installed, and nothing of what comes
 * with it is started.
 */
export function promtoolMissing(): string | undefined {
  lacking ??= lackingPackages(["prometheus"], () => onPath("promtool"));
  return lacking.length === 0 ? undefined : "needs promtool of Debian's package prometheus";
}

function onPath(command: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(path.join(folder, command)));
}

/** The groups of the PrometheusRule that a scenario of chart phoenix renders; `changes` are `--set` arguments. */
export function ruleGroups(scenario: string, changes: readonly string[] = []): Promise<Group[]> {
  const key = [scenario, ...changes].join();
  rendered[key] ??= objects("phoenix", scenario, changes).then(
    (all) => at(find(all, "PrometheusRule/phoenix"), "spec.groups") as unknown as Group[],
  );
  return rendered[key];
}

const rendered: Record<string, Promise<Group[]>> = {};

export const alertsOf = (groups: readonly Group[]): (Rule & { alert: string })[] =>
  groups
    .flatMap((group) => group.rules)
    .filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);

/** `promtool check rules`. */
export async function checkRules(groups: readonly Group[]): Promise<{ code: number | null; said: string }> {
  const file = path.join(tempDirectory(), "rules.yaml");
  writeFileSync(file, stringify({ groups }));
  return promtool(["check", "rules", file]);
}

/** `promtool test rules` with these tests, in promtool's own form. */
export async function testRules(
  groups: readonly Group[],
  tests: readonly JsonObject[],
): Promise<{ code: number | null; said: string }> {
  const folder = tempDirectory();
  writeFileSync(path.join(folder, "rules.yaml"), stringify({ groups }, { lineWidth: 0 }));
  const file = path.join(folder, "tests.yaml");
  writeFileSync(file, stringify({ rule_files: ["rules.yaml"], evaluation_interval: "1m", tests }));
  return promtool(["test", "rules", file]);
}

export async function promtool(
  args: readonly string[],
  input?: string,
): Promise<{ code: number | null; said: string }> {
  const ran = await run("promtool", args, input === undefined ? {} : { input });
  return { code: ran.code, said: `${ran.stdout}${ran.stderr}` };
}
