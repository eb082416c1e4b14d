import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { findHelmfile } from "../environment/find.ts";
import type { Environment } from "../environment/model.ts";
import { isPending, type ReleaseRecord, releaseRecords } from "../helmfile/records.ts";
import { findTarget, type Target } from "../helmfile/target.ts";
import { findStuck, removeRecord, type Stuck } from "../helmfile/unlock.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { confirm } from "./confirm.ts";
import { stop } from "./findings.ts";
import { sayUsage } from "./usage.ts";

export const command: Command = {
  name: "unlock",
  async run(invocation) {
    const { args, environments, screen, helmfileOptions, kubeContext } = invocation;
    const names = args.filter((one) => one !== "--force");
    const unknown = names.find((one) => one.startsWith("-"));
    const [name] = environments;
    if (unknown !== undefined || name === undefined || environments.length > 1) {
      const what =
        unknown === undefined ? "`unlock` needs one environment" : `\`unlock\` does not take \`${unknown}\``;
      return sayUsage(invocation, what, "chartroom -e staging unlock");
    }
    const found = findHelmfile(invocation.cwd, invocation.file);
    if (!found.ok) return stop(invocation, found.error, 2);
    const { root } = found.value;
    const read = await openEnvironment({ ...found.value, name, helmfileOptions });
    if (isInterrupted()) return 130;
    if (!read.ok) return stop(invocation, read.error, 2, root);
    const environment = read.value.value;
    const target = await findTarget({ environment, kubeContext, env: secretEnvironment(root) });
    if (!target.ok) return stop(invocation, target.error, 1, root);
    const records = (await releaseRecords(environment, target.value)).filter(
      (one) => names.length === 0 || names.includes(one.name),
    );
    const strange = names.find((one) => !records.some((record) => record.name === one));
    if (strange !== undefined)
      return sayUsage(
        invocation,
        `helm knows no release \`${strange}\` of ${name}`,
        `chartroom -e ${name} status`,
      );
    if (!records.some(isPending)) {
      screen.say(`nothing is stuck in ${name}`);
      return 0;
    }
    return unlock(invocation, environment, records, target.value);
  },
};

async function unlock(
  invocation: Invocation,
  environment: Environment,
  records: readonly ReleaseRecord[],
  target: Target,
): Promise<ExitCode> {
  const { root, name } = environment;
  const { screen } = invocation;
  const stuck = await findStuck(records, target, Date.now());
  for (const one of stuck) screen.say(describe(one));
  const alive = invocation.args.includes("--force")
    ? []
    : stuck.flatMap((one) => atWork(one, timeoutOf(environment, one.record)));
  if (alive.length > 0) return stop(invocation, alive, 1, root);
  const agreed = await confirm(
    invocation,
    `unlock ${stuck.length === 1 ? "it" : "them"} in ${name} (context ${target.context})?`,
  );
  if (agreed !== undefined) return agreed;
  const failed: Diagnostic[] = [];
  for (const { record } of stuck) {
    const done = await removeRecord(record, target);
    if (done.ok) screen.say(`unlocked ${record.namespace}/${record.name}: ${holds(record)}`);
    else failed.push(refused(record, done.error));
  }
  if (failed.length > 0) return stop(invocation, failed, 1, root);
  screen.say(`next: chartroom -e ${name} apply`);
  return 0;
}

function describe({ record: { name, namespace, status, revision }, age }: Stuck): string {
  const since =
    age === undefined ? "" : `, begun ${age < 120 ? `${age} s` : `${Math.round(age / 60)} min`} ago`;
  return `${namespace}/${name}: ${status}, revision ${revision}${since}`;
}

const holds = ({ revision }: ReleaseRecord): string =>
  revision > 1 ? `the revision before ${revision} counts again` : "the next apply is its first install again";

/** Seconds; helm waits as long for each hook and for the pods, so this is the least that it may be silent for. */
const timeoutOf = (environment: Environment, record: ReleaseRecord): number =>
  environment.releases.find((one) => one.name === record.name && one.namespace === record.namespace)
    ?.timeoutSeconds ?? 300;

function atWork({ record, age, running }: Stuck, timeout: number): readonly Diagnostic[] {
  const what = `${record.namespace}/${record.name}`;
  const findings = running.map((job) =>
    diagnostic("CR617", `the hook ${job} of ${what} still runs`, {
      help: `wait for it: kubectl -n ${record.namespace} wait --for=condition=complete job/${job}`,
    }),
  );
  if (findings.length === 0 && age !== undefined && age < timeout)
    findings.push(
      diagnostic("CR617", `helm began with ${what} ${age} s ago and may be at work still`, {
        note: `its timeout is ${timeout} s`,
        help: "look for a helm on the machine that applied; where none is there: --force",
      }),
    );
  return findings;
}

function refused({ name, namespace }: ReleaseRecord, why: string): Diagnostic {
  return diagnostic("CR618", `${namespace}/${name} was not unlocked: ${why}`, {
    help: `see how it stands: helm history ${name} -n ${namespace}`,
  });
}

runAlone(command, import.meta.url);
