/** Series of promtool's unit tests: the notation of a series (name and labels) to its values, a minute apart. */
export type Series = Readonly<Record<string, string>>;

const OWN = 'namespace="apps",job="phoenix"';
const PREFIX = "shop_prom_ex";

/** So long a time, in which a counter grows by so much a minute. */
type Growth = readonly (readonly [minutes: number, perMinute: number])[];

/** A counter; each time begins where the one before it ended. */
export function grows(growth: Growth): string {
  let value = 0;
  const parts = growth.map(([minutes, perMinute]) => {
    const part = `${value}+${perMinute}x${minutes - 1}`;
    value += perMinute * minutes;
    return part;
  });
  return parts.join(" ");
}

/** A gauge that stays. */
export const stays = (value: number, minutes: number): string => `${value}+0x${minutes}`;

/** A histogram's buckets and count, of observations that are within each bound (milliseconds). */
function histogram(
  name: string,
  labels: string,
  within: Readonly<Record<string, Growth>>,
  all: Growth,
): Series {
  const made: Record<string, string> = {};
  for (const [bound, growth] of Object.entries({ ...within, "+Inf": all }))
    made[`${name}_bucket{${labels},le="${bound}"}`] = grows(growth);
  made[`${name}_count{${labels}}`] = grows(all);
  return made;
}

/** A time in which each of two pods is asked so often a minute: all requests, those with 5xx, those above half a second. */
export interface Requests {
  readonly minutes: number;
  readonly all: number;
  readonly bad?: number;
  readonly slow?: number;
}

/** `bound` is how the application or Prometheus writes the bound of half a second. */
export function requests(times: readonly Requests[], bound = "500"): Series {
  const made: Record<string, string> = {};
  const growth = (count: (one: Requests) => number): Growth =>
    times.map((one) => [one.minutes, Number(count(one).toFixed(6))]);
  for (const pod of ["a", "b"]) {
    const of = `${OWN},pod="phoenix-${pod}",method="GET",path="/"`;
    const total = `${PREFIX}_phoenix_http_requests_total`;
    made[`${total}{${of},status="200"}`] = grows(growth((one) => one.all - (one.bad ?? 0)));
    // Those that never failed have no series of failures.
    if (times.some((one) => one.bad !== undefined))
      made[`${total}{${of},status="503"}`] = grows(growth((one) => one.bad ?? 0));
    const within = {
      "100": growth((one) => (one.all - (one.slow ?? 0)) / 2),
      [bound]: growth((one) => one.all - (one.slow ?? 0)),
      "1000": growth((one) => one.all),
    };
    const duration = `${PREFIX}_phoenix_http_request_duration_milliseconds`;
    Object.assign(
      made,
      histogram(
        duration,
        of,
        within,
        growth((one) => one.all),
      ),
    );
  }
  return made;
}

/** Probes that fail and take long: no users. */
function probes(minutes: number): Series {
  const of = `${OWN},pod="phoenix-a",method="GET",path="/readyz"`;
  const none: Growth = [[minutes, 0]];
  return {
    [`${PREFIX}_phoenix_http_requests_total{${of},status="503"}`]: grows([[minutes, 600]]),
    ...histogram(
      `${PREFIX}_phoenix_http_request_duration_milliseconds`,
      of,
      { "100": none, "500": none, "1000": none },
      [[minutes, 600]],
    ),
  };
}

/** Queries a minute by how long they waited for a connection; `bound` is how a quarter of a second is written. */
export interface Pool {
  readonly within50: number;
  readonly within250: number;
  readonly all: number;
  readonly bound?: string;
}

export function pool(minutes: number, { within50, within250, all, bound }: Pool): Series {
  return histogram(
    `${PREFIX}_ecto_repo_query_queue_time_milliseconds`,
    `${OWN},pod="phoenix-a",repo="Shop.Repo"`,
    {
      "10": [[minutes, within50 / 2]],
      "50": [[minutes, within50]],
      [bound ?? "250"]: [[minutes, within250]],
      "1000": [[minutes, all]],
    },
    [[minutes, all]],
  );
}

export interface Beam {
  readonly mebibytes: number;
  readonly runQueue: number;
  readonly mailbox: number;
}

export function beam(minutes: number, pod: string, { mebibytes, runQueue, mailbox }: Beam): Series {
  const of = `${OWN},pod="phoenix-${pod}"`;
  return {
    [`up{${of}}`]: stays(1, minutes),
    [`${PREFIX}_beam_memory_allocated_bytes{${of}}`]: stays(mebibytes * 1024 ** 2, minutes),
    [`${PREFIX}_beam_stats_run_queue_count{${of},type="normal"}`]: stays(runQueue, minutes),
    [`${PREFIX}_beam_stats_run_queue_count{${of},type="dirty"}`]: stays(1, minutes),
    [`${PREFIX}_beam_message_queue_longest_count{${of}}`]: stays(mailbox, minutes),
    [`kube_pod_container_resource_limits{namespace="apps",pod="phoenix-${pod}",container="web",resource="memory",job="kube-state-metrics"}`]:
      stays(512 * 1024 ** 2, minutes),
    [`kube_pod_container_resource_limits{namespace="apps",pod="phoenix-${pod}",container="proxy",resource="memory",job="kube-state-metrics"}`]:
      stays(1024 ** 2, minutes),
  };
}

export interface Rollout {
  readonly available: number;
  /** Two unless said otherwise. */
  readonly wanted?: number;
  readonly stuck?: number;
  readonly migrateFailed?: number;
  readonly seedFailed?: number;
}

export function cluster(minutes: number, rollout: Rollout): Series {
  const of = 'namespace="apps",deployment="phoenix",job="kube-state-metrics"';
  const failed = (job: string) =>
    `kube_job_failed{namespace="apps",job_name="phoenix-${job}",condition="true",job="kube-state-metrics"}`;
  return {
    [`kube_deployment_spec_replicas{${of}}`]: stays(rollout.wanted ?? 2, minutes),
    [`kube_deployment_status_replicas_available{${of}}`]: stays(rollout.available, minutes),
    [`kube_deployment_status_condition{${of},condition="Progressing",status="false"}`]: stays(
      rollout.stuck ?? 0,
      minutes,
    ),
    [`kube_deployment_status_condition{${of},condition="Available",status="false"}`]: stays(1, minutes),
    [failed("migrate")]: stays(rollout.migrateFailed ?? 0, minutes),
    [failed("seed")]: stays(rollout.seedFailed ?? 0, minutes),
  };
}

/** A release in which nothing is wrong: half of every limit is not reached. */
export const healthy = (minutes: number): Series => ({
  ...beam(minutes, "a", { mebibytes: 300, runQueue: 2, mailbox: 5 }),
  ...beam(minutes, "b", { mebibytes: 310, runQueue: 1, mailbox: 0 }),
  ...requests([{ minutes, all: 30, slow: 0.1 }]),
  ...pool(minutes, { within50: 590, within250: 600, all: 600 }),
  ...probes(minutes),
  ...cluster(minutes, { available: 2 }),
});

/** The same names in a release of the same name elsewhere, and in another release here: all of it is in flames. */
export function neighbours(minutes: number): Series {
  const ill: Series = {
    ...beam(minutes, "a", { mebibytes: 511, runQueue: 500, mailbox: 100_000 }),
    ...requests([{ minutes, all: 600, bad: 600, slow: 600 }]),
    ...pool(minutes, { within50: 0, within250: 0, all: 600 }),
    ...cluster(minutes, { available: 0, stuck: 1, migrateFailed: 1, seedFailed: 1 }),
  };
  const made: Record<string, string> = {};
  for (const [series, values] of Object.entries(ill)) {
    made[series.replace('namespace="apps"', 'namespace="elsewhere"')] = values;
    made[series.replace('job="phoenix"', 'job="other"').replaceAll('="phoenix', '="other')] = values;
  }
  return made;
}
