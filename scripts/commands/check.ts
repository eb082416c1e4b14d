import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { clusterApplied } from "../helmfile/applied.ts";
import { deployedReleases } from "../helmfile/deployed.ts";
import { droppedSettings } from "../helmfile/dropped.ts";
import { releaseRecords } from "../helmfile/records.ts";
import { findTarget } from "../helmfile/target.ts";
import { type CheckedEnvironment, checkEnvironments } from "../pipeline.ts";
import { report } from "../report/report.ts";
import { summary } from "../report/summary.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { runAlone } from "./alone.ts";
import type { Command, Invocation } from "./command.ts";
import { sayUsage } from "./usage.ts";

export const command: Command = {
  name: "check",
  summary: "check every value, render and manifest of the environments",
  help: `Usage: chartroom [-e ENVIRONMENT]... check [--cluster] [--format pretty|json|sarif|github]

Decrypts, merges, validates and renders every release of each environment, for a first install and for an upgrade, and
checks what comes out. Without -e every environment is checked. Nothing is changed, no cluster is asked. Without a key
the shape and the types of encrypted values are still checked. Settings that the last apply from this machine had and that
are gone now are named.

Options:
  --cluster   ask the environment's cluster for the last release instead, whoever applied it

Example: chartroom -e staging -e production check
`,
  async run(invocation) {
    const { environments, args, file, format, helmfileOptions, cwd, screen, verbose } = invocation;
    const unknown = args.find((one) => one !== "--cluster");
    if (unknown !== undefined)
      return sayUsage(invocation, `\`check\` does not take \`${unknown}\``, "chartroom help check");
    const cluster = args.includes("--cluster");
    const result = await checkEnvironments(environments, {
      cwd,
      helmfileOptions,
      remembered: !cluster,
      ...(file !== undefined && { file }),
      ...(verbose && { progress: (message) => screen.say(message), tell: (text) => screen.say(text) }),
    });
    const root = result.ok ? result.value.root : cwd;
    const diagnostics = [...(result.ok ? result.value.diagnostics : result.error)];
    if (result.ok && cluster)
      for (const one of result.value.checked) diagnostics.push(...(await vanished(invocation, one)));
    screen.data(report(format, diagnostics, { root, color: screen.color }));
    if (!result.ok) return 2;
    if (format === "pretty") screen.say(summary(result.value.checked));
    return hasErrors(diagnostics) ? 1 : 0;
  },
};

/** What is gone since the last release, as the cluster knows it; a cluster that cannot be asked is a finding. */
async function vanished(
  { kubeContext }: Invocation,
  { environment, annotated }: CheckedEnvironment,
): Promise<Diagnostic[]> {
  const env = secretEnvironment(environment.root);
  const target = await findTarget({ environment, kubeContext, env });
  if (!target.ok) return target.error.map((one) => ({ ...one, environment: environment.name }));
  const records = await releaseRecords(environment, target.value);
  const applied = clusterApplied(environment, await deployedReleases(records, target.value));
  return droppedSettings(environment, annotated, applied).map((one) => ({
    ...one,
    environment: environment.name,
  }));
}

runAlone(command, import.meta.url);
