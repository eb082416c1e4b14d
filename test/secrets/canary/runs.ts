import path from "node:path";
import { projectRoot } from "../../rig.ts";
import { environment, type Planted } from "./planted.ts";
import { type TracedRun, type TraceOptions, trace } from "./tracer.ts";

export const formats = ["pretty", "json", "sarif", "github"] as const;

/** What a whole series of runs came to. */
export interface Totals {
  readonly leaks: string[];
  counts: TracedRun["counts"];
}

export function noTotals(): Totals {
  return { leaks: [], counts: { runs: 0, outputBytes: 0, execs: 0, writes: 0, writtenBytes: 0, files: 0 } };
}

/** Runs chartroom's built program under the tracer and adds what was found to `totals`. */
export async function traced(
  totals: Totals,
  place: Planted,
  args: readonly string[],
  options: Partial<TraceOptions> = {},
): Promise<TracedRun> {
  const program = [process.execPath, path.join(projectRoot, "dist/scripts/main.js")];
  const env = { ...place.env, ...options.env };
  const ran = await trace([...program, ...args], { cwd: place.root, ...options, env });
  const about = `${args.join(" ")}${options.kill ? ` (${options.kill.signal} after ${options.kill.after} ms)` : ""}`;
  for (const { where, secrets } of ran.leaks) totals.leaks.push(`${about}: ${secrets.join(", ")}: ${where}`);
  if (/bug in chartroom/.test(ran.stderr)) totals.leaks.push(`${about}: ${ran.stderr}`);
  for (const name of Object.keys(totals.counts) as (keyof TracedRun["counts"])[])
    totals.counts[name] += ran.counts[name];
  return ran;
}

const e = ["-e", environment];

/** Every verb that a repository answers without a cluster; those that change files are in `changing`. */
export const reading: readonly (readonly string[])[] = [
  [...e, "check"],
  [...e, "check", "--verbose"],
  [...e, "check", "--baseline", "known.json", "--update-baseline", "--fail-on", "info"],
  ["check", "charts/leaky", "-f", "environments/local/secrets.yaml"],
  [...e, "check", "--stats", "--kube-version", "1.33"],
  ["schema", "--print", "charts/leaky"],
  [...e, "render"],
  [...e, "render", "--verbose"],
  [...e, "render", "leaky", "--phase", "upgrade", "--no-cache"],
  [...e, "render", "-o", "rendered"],
  [...e, "render", "-o", "rendered", "--phase", "upgrade", "--force", "--verbose"],
  ["run", ...e, "migrate"],
  ["run", ...e, "--via", "exec", "seed"],
  [...e, "hooks"],
  [...e, "hooks", "leaky", "--argocd", "--no-cache"],
  [...e, "hooks", "--json"],
  ["hooks", "charts/leaky", "-f", "environments/local/secrets.yaml"],
  [...e, "values"],
  [...e, "values", "--json"],
  [...e, "values", "leaky"],
  [...e, "values", "leaky.secrets.password"],
  [...e, "plan"],
  [...e, "plan", "--verbose"],
  [...e, "apply", "--yes"],
  [...e, "sync", "--yes"],
  ["secrets", "check"],
  ["types"],
  ["types", "--check"],
  ["explain", "CR541"],
  ["doctor"],
  ["help", "render"],
  [...e, "list"],
  [...e, "lint"],
  [...e, "diff"],
  [...e, "template"],
  [...e, "template", "--debug"],
  [...e, "build", "--embed-values"],
  [...e, "no-such-verb"],
];

/** Verbs that change the secrets files; each leaves a repository that the next can use. */
export const changing: readonly (readonly string[])[] = [
  [...e, "secrets", "edit"],
  [...e, "secrets", "rotate", "--yes"],
  ["secrets", "rotate", "--yes"],
  ["secrets", "init", "--yes"],
  ["secrets", "check"],
];
