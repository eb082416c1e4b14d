import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Ran } from "../core/exec.ts";
import { type Json, parseJson, valueAt } from "../core/json.ts";
import { shell } from "../core/shell.ts";
import { taint } from "../core/taint.ts";
import type { Release } from "../environment/model.ts";
import type { HookJob } from "./events.ts";
import { jobWords } from "./job.ts";
import { unreadyPods } from "./pods.ts";
import { type HelmfileRequest, helmfileFailed } from "./request.ts";

/** helm found the mark of another, or both wrote the record of the same revision and the other was first. */
const OTHER_AT_WORK =
  /another operation \(.*\) is in progress|^(?:UPGRADE|INSTALLATION) FAILED: release: already exists$/;

/** What is known of a run of helmfile that failed. */
export interface Failed {
  readonly ran: Ran;
  readonly hooks: readonly HookJob[];
  /** Why pods were not ready while helm waited, for releases whose pods may be gone. */
  readonly unready: (release: Release) => readonly string[];
}

/** One finding per failed release: the reason, the hook's log where pods run, and the state helm left it in. */
export async function explainFailure(request: HelmfileRequest, failure: Failed): Promise<Diagnostic[]> {
  const { ran } = failure;
  const text = taint.mask(`${ran.stderr}\n${ran.stdout}`);
  const names = new Set([...text.matchAll(/failed processing release ([^\s:]+):/g)].map((match) => match[1]));
  const failed = request.environment.releases.filter((one) => names.has(one.name));
  if (failed.length === 0) return [helmfileFailed(ran)];
  return Promise.all(failed.map((release) => explainRelease(request, release, text, failure)));
}

async function explainRelease(
  request: HelmfileRequest,
  release: Release,
  text: string,
  { hooks, unready }: Failed,
): Promise<Diagnostic> {
  const from = text.indexOf(`failed processing release ${release.name}:`);
  const reason = /^\s*Error: (.*)$/m.exec(text.slice(from))?.[1] ?? "helm ended with an error";
  const state = await releaseState(request, release);
  const again = `chartroom -e ${request.environment.name} apply`;
  const place = release.place;
  if (OTHER_AT_WORK.test(reason))
    return diagnostic("CR615", `${release.name} was not released: another helm is at work on it`, {
      place,
      note: `helm said: ${reason}; ${state}`,
      help: `wait until the other apply has ended, then: ${again}`,
    });
  const named = /Job\/[^/\s]+\/(\S+)/.exec(reason)?.[1];
  const hook = hooks.findLast(
    (one) => one.release === release.name && (one.state === "failed" || one.job === named),
  );
  const job = hook?.job ?? (/hooks? failed/.test(reason) ? named : undefined);
  if (job === undefined)
    return diagnostic("CR621", `${release.name} was not released: ${reason}`, {
      place,
      note: taint.mask([...(await podsOf(request, release, unready(release))), state].join("\n")),
      help: `when it is mended: ${again}`,
    });
  const details = [...(await jobWords(request, release.namespace, job)), state];
  const phase = /(pre|post)-(install|upgrade|rollback|delete)/.exec(reason)?.[0] ?? hook?.event ?? "";
  return diagnostic("CR620", `${release.name}: ${phase} hook ${job} failed`, {
    place,
    note: taint.mask(details.join("\n")),
    help: `mend the hook, then: ${again}`,
  });
}

/** What is not ready now; where it was rolled back what was not, since those pods are gone. */
async function podsOf(
  request: HelmfileRequest,
  release: Release,
  before: readonly string[],
): Promise<readonly string[]> {
  return release.atomic === true && before.length > 0 ? before : unreadyPods(request, release);
}

async function releaseState({ target }: HelmfileRequest, release: Release): Promise<string> {
  const where = ["--namespace", release.namespace, "--kube-context", target.context, "--output", "json"];
  const history = parseJson(
    (await shell("helm", ["history", release.name, ...where], { env: target.env })).stdout,
  );
  if (!Array.isArray(history) || history.length === 0)
    return release.atomic === true
      ? "rolled back: its first install was taken away, so the next apply is a first install again"
      : "helm has no record of the release";
  const last = history.at(-1) as Json;
  const back = /^Rollback to (\d+)$/.exec(String(valueAt(last, ["description"])))?.[1];
  if (release.atomic === true && back !== undefined && valueAt(last, ["status"]) === "deployed")
    return `rolled back: revision ${String(valueAt(last, ["revision"]))} serves, which is revision ${back} again; what a migration changed stays`;
  const serving = history.findLast((one: Json) => valueAt(one, ["status"]) === "deployed");
  return `revision ${String(valueAt(last, ["revision"]))} is ${String(valueAt(last, ["status"]))}; ${
    serving === undefined
      ? "no revision was deployed before"
      : `revision ${String(valueAt(serving, ["revision"]))} still serves`
  }`;
}
