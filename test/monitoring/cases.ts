import { beam, cluster, pool, type Requests, requests, type Series } from "./series.ts";

/** A healthy release in which something is ill, and the alerts at a minute. */
export interface Ill {
  /** The alert that the case is about. */
  readonly for: string;
  readonly name: string;
  readonly minute: number;
  /** What takes the place of the healthy series, over so many minutes. */
  readonly series: (minutes: number) => Series;
  /** Series that are not there. */
  readonly gone?: RegExp;
  /** `--set` arguments of the chart. */
  readonly changes?: readonly string[];
  /** By name; labels beside those of the rule, and what the value reads as in the words. */
  readonly alerts: Readonly<
    Record<string, readonly { readonly labels: Readonly<Record<string, string>>; readonly value?: string }[]>
  >;
}

const raised = (value?: string, labels: Readonly<Record<string, string>> = {}) => [
  value === undefined ? { labels } : { labels, value },
];
const pod = { pod: "phoenix-a" };
const repo = { repo: "Shop.Repo" };
const deployment = { deployment: "phoenix" };

const podA =
  (mebibytes: number, runQueue = 1, mailbox = 1) =>
  (minutes: number) =>
    beam(minutes, "a", { mebibytes, runQueue, mailbox });
const asked =
  (...times: readonly Requests[]) =>
  () =>
    requests(times);
/** The same all the time. */
const always = (one: Omit<Requests, "minutes">) => (minutes: number) => requests([{ minutes, ...one }]);
const queries = (within50: number, within250: number, bound?: string) => (minutes: number) =>
  pool(minutes, { within50, within250, all: 600, ...(bound !== undefined && { bound }) });

const virtualMachine: readonly Ill[] = [
  {
    for: "PhoenixBeamMemoryHigh",
    name: "480 of 512 MiB",
    minute: 60,
    series: podA(480),
    alerts: { PhoenixBeamMemoryHigh: raised("93.75%", pod) },
  },
  { for: "PhoenixBeamMemoryHigh", name: "430 of 512 MiB", minute: 60, series: podA(430), alerts: {} },
  { for: "PhoenixBeamMemoryHigh", name: "for nine minutes", minute: 9, series: podA(480), alerts: {} },
  {
    for: "PhoenixBeamMemoryHigh",
    name: "no limit is known",
    minute: 60,
    series: podA(5000),
    gone: /^kube_pod_container_resource_limits/,
    alerts: {},
  },
  {
    for: "PhoenixBeamRunQueueLong",
    name: "25 processes wait, and a dirty one",
    minute: 60,
    series: podA(300, 25),
    alerts: { PhoenixBeamRunQueueLong: raised("26", pod) },
  },
  { for: "PhoenixBeamRunQueueLong", name: "19 wait", minute: 60, series: podA(300, 19), alerts: {} },
  { for: "PhoenixBeamRunQueueLong", name: "for four minutes", minute: 4, series: podA(300, 25), alerts: {} },
  {
    for: "PhoenixMessageQueueLong",
    name: "a mailbox of 1500",
    minute: 60,
    series: podA(300, 1, 1500),
    alerts: { PhoenixMessageQueueLong: raised("1.5k", pod) },
  },
  {
    for: "PhoenixMessageQueueLong",
    name: "a mailbox of 1000",
    minute: 60,
    series: podA(300, 1, 1000),
    alerts: {},
  },
  {
    for: "PhoenixMessageQueueLong",
    name: "for four minutes",
    minute: 4,
    series: podA(300, 1, 1500),
    alerts: {},
  },
];

const database: readonly Ill[] = [
  {
    for: "PhoenixEctoPoolSlow",
    name: "one in six waits longer than 50 ms",
    minute: 60,
    series: queries(500, 600),
    alerts: { PhoenixEctoPoolSlow: raised("190", repo) },
  },
  { for: "PhoenixEctoPoolSlow", name: "one in seventeen", minute: 60, series: queries(565, 600), alerts: {} },
  { for: "PhoenixEctoPoolSlow", name: "for eight minutes", minute: 8, series: queries(500, 600), alerts: {} },
  {
    for: "PhoenixEctoPoolExhausted",
    name: "one in ten waits longer than 250 ms",
    minute: 60,
    series: queries(500, 540),
    alerts: { PhoenixEctoPoolSlow: raised("625", repo), PhoenixEctoPoolExhausted: raised("10%", repo) },
  },
  {
    for: "PhoenixEctoPoolExhausted",
    name: "the same as Prometheus 3 keeps it",
    minute: 60,
    series: queries(500, 540, "250.0"),
    gone: /queue_time.*le="250"/,
    alerts: { PhoenixEctoPoolSlow: raised("625", repo), PhoenixEctoPoolExhausted: raised("10%", repo) },
  },
  {
    for: "PhoenixEctoPoolExhausted",
    name: "one in twenty-four",
    minute: 60,
    series: queries(500, 575),
    alerts: { PhoenixEctoPoolSlow: raised("236.7", repo) },
  },
  {
    for: "PhoenixEctoPoolExhausted",
    name: "for four minutes",
    minute: 4,
    series: queries(500, 540),
    alerts: {},
  },
];

const clusterCases: readonly Ill[] = [
  {
    for: "PhoenixDown",
    name: "no pod of one",
    minute: 10,
    series: (minutes) => cluster(minutes, { available: 0, wanted: 1 }),
    alerts: { PhoenixDown: raised(undefined, deployment) },
  },
  {
    for: "PhoenixDown",
    name: "scaled to none",
    minute: 60,
    series: (minutes) => cluster(minutes, { available: 0, wanted: 0 }),
    alerts: {},
  },
  {
    for: "PhoenixDown",
    name: "for one minute",
    minute: 1,
    series: (minutes) => cluster(minutes, { available: 0, wanted: 1 }),
    alerts: {},
  },
  {
    for: "PhoenixPodsNotReady",
    name: "one of two",
    minute: 60,
    series: (minutes) => cluster(minutes, { available: 1 }),
    alerts: { PhoenixPodsNotReady: raised("1", deployment) },
  },
  {
    for: "PhoenixPodsNotReady",
    name: "for a quarter of an hour, nearly",
    minute: 14,
    series: (minutes) => cluster(minutes, { available: 1 }),
    alerts: {},
  },
  {
    for: "PhoenixPodsNotReady",
    name: "more than wanted, in a rollout",
    minute: 60,
    series: (minutes) => cluster(minutes, { available: 3 }),
    alerts: {},
  },
  {
    for: "PhoenixDown",
    name: "no pod of a StatefulSet",
    minute: 20,
    series: (minutes) => ({
      'kube_statefulset_replicas{namespace="apps",statefulset="phoenix"}': `2+0x${minutes}`,
      'kube_statefulset_status_replicas_available{namespace="apps",statefulset="phoenix"}': `0+0x${minutes}`,
    }),
    gone: /^kube_deployment/,
    changes: ["clustering.strategy=dns-srv", "secrets.releaseCookie.value=cookie-of-the-example"],
    alerts: {
      PhoenixDown: raised(undefined, { statefulset: "phoenix" }),
      PhoenixPodsNotReady: raised("2", { statefulset: "phoenix" }),
    },
  },
  {
    for: "PhoenixRolloutStuck",
    name: "no progress, though the old pods serve",
    minute: 10,
    series: (minutes) => cluster(minutes, { available: 2, stuck: 1 }),
    alerts: { PhoenixRolloutStuck: raised(undefined, deployment) },
  },
  {
    for: "PhoenixRolloutStuck",
    name: "a rollout that goes on",
    minute: 10,
    series: (minutes) => cluster(minutes, { available: 1 }),
    alerts: {},
  },
  {
    for: "PhoenixMigrationFailed",
    name: "a failed migration",
    minute: 10,
    series: (minutes) => cluster(minutes, { available: 2, migrateFailed: 1 }),
    alerts: { PhoenixMigrationFailed: raised(undefined, { job_name: "phoenix-migrate" }) },
  },
  {
    for: "PhoenixSeedFailed",
    name: "failed seeds",
    minute: 10,
    series: (minutes) => cluster(minutes, { available: 2, seedFailed: 1 }),
    alerts: { PhoenixSeedFailed: raised(undefined, { job_name: "phoenix-seed" }) },
  },
  ...["PhoenixMigrationFailed", "PhoenixSeedFailed"].map((name) => ({
    for: name,
    name: "no Job is there any more",
    minute: 10,
    series: () => ({}),
    gone: /^kube_job_failed/,
    alerts: {},
  })),
  {
    for: "PhoenixMetricsMissing",
    name: "nothing answers",
    minute: 60,
    series: (minutes) => ({ 'up{namespace="apps",job="phoenix",pod="phoenix-a"}': `0+0x${minutes}` }),
    gone: /^up\{.*phoenix-b/,
    alerts: { PhoenixMetricsMissing: raised() },
  },
  {
    for: "PhoenixMetricsMissing",
    name: "nothing is scraped",
    minute: 60,
    series: () => ({}),
    gone: /^(up|shop_)/,
    alerts: { PhoenixMetricsMissing: raised() },
  },
  {
    for: "PhoenixMetricsMissing",
    name: "for nine minutes",
    minute: 9,
    series: () => ({}),
    gone: /^(up|shop_)/,
    alerts: {},
  },
  {
    for: "PhoenixMetricsMissing",
    name: "the histogram has no such bucket",
    minute: 60,
    series: () => ({}),
    gone: /request_duration.*le="500"/,
    alerts: { PhoenixMetricsMissing: raised() },
  },
  {
    for: "PhoenixMetricsMissing",
    name: "a value names a bucket that is none",
    minute: 60,
    series: () => ({}),
    changes: ["monitoring.rules.slo.latencyMilliseconds=300"],
    alerts: { PhoenixMetricsMissing: raised() },
  },
  {
    for: "PhoenixMetricsMissing",
    name: "one of two pods answers",
    minute: 60,
    series: () => ({}),
    gone: /^up\{.*phoenix-b/,
    alerts: {},
  },
];

const errors: readonly Ill[] = [
  {
    for: "PhoenixErrorRateHigh",
    name: "one in ten fails",
    minute: 60,
    series: always({ all: 30, bad: 3 }),
    alerts: {
      PhoenixErrorRateHigh: raised("10%"),
      PhoenixAvailabilityBurnFast: raised("10%"),
      PhoenixAvailabilityBurnSlow: raised("10%"),
    },
  },
  {
    for: "PhoenixErrorRateHigh",
    name: "9 in 200",
    minute: 60,
    series: always({ all: 30, bad: 1.35 }),
    alerts: { PhoenixAvailabilityBurnFast: raised("4.5%"), PhoenixAvailabilityBurnSlow: raised("4.5%") },
  },
  {
    for: "PhoenixErrorRateHigh",
    name: "for four minutes",
    minute: 4,
    series: always({ all: 30, bad: 3 }),
    alerts: { PhoenixAvailabilityBurnFast: raised("10%"), PhoenixAvailabilityBurnSlow: raised("10%") },
  },
  ...["PhoenixErrorRateHigh", "PhoenixAvailabilityBurnFast", "PhoenixAvailabilityBurnSlow"].map((name) => ({
    for: name,
    name: "all fail, four a minute",
    minute: 60,
    series: always({ all: 2, bad: 2 }),
    alerts: {},
  })),
];

/** The same cases for errors and for slow requests; `scale` is how many times as large the second budget is. */
function burns(alert: string, scale: number, phase: (share: number) => Omit<Requests, "minutes">): Ill[] {
  const [fast, slow] = [`${alert}BurnFast`, `${alert}BurnSlow`];
  const share = (percent: number) => phase((percent * scale) / 100);
  const says = (percent: number) => raised(`${Number((percent * scale).toPrecision(4))}%`);
  const good = phase(0);
  const allBad = { ...phase(scale), all: 30 * scale };
  return [
    {
      for: fast,
      name: "45 budgets in the last 24 minutes, after a good day",
      minute: 20 + 40 + 24,
      // As many requests in the first 20 minutes as otherwise in 1200.
      series: asked(
        { minutes: 20, ...good, all: 60 * good.all },
        { minutes: 40, ...good },
        { minutes: 40, ...share(4.5) },
      ),
      alerts: { [fast]: says((4.5 * 24) / 60) },
    },
    {
      for: fast,
      name: "ten budgets",
      minute: 40,
      series: always(share(1)),
      alerts: { [fast]: says(1), [slow]: says(1) },
    },
    {
      for: fast,
      name: "an hour that is over since forty minutes",
      minute: 20 + 60 + 40,
      series: asked(
        { minutes: 20, ...good, all: 60 * good.all },
        { minutes: 60, ...share(4.5) },
        { minutes: 60, ...good },
      ),
      alerts: { [slow]: says((4.5 * 60) / (60 * 20 + 60 + 40)) },
    },
    {
      for: slow,
      name: "four budgets, though six hours look good",
      minute: 371,
      // Bad in the beginning, many good requests since, then few that are bad again.
      series: asked(
        { minutes: 10, ...allBad },
        { minutes: 10, ...good, all: 175 * good.all },
        { minutes: 400, ...share(0.4) },
      ),
      alerts: { [slow]: says((100 * (10 * 30 + 351 * 0.12)) / (10 * allBad.all + 10 * 175 * 30 + 351 * 30)) },
    },
    {
      for: slow,
      name: "two budgets",
      minute: 40,
      series: always(share(0.2)),
      alerts: { [slow]: says(0.2) },
    },
    { for: slow, name: "half a budget", minute: 40, series: always(share(0.05)), alerts: {} },
    ...[fast, slow].map((name) => ({
      for: name,
      name: "for one minute",
      minute: 2,
      series: always(share(4.5)),
      alerts: {},
    })),
  ];
}

export const cases: readonly Ill[] = [
  ...virtualMachine,
  ...database,
  ...clusterCases,
  ...errors,
  ...burns("PhoenixAvailability", 1, (share) => ({ all: 30, bad: 30 * share })),
  ...burns("PhoenixLatency", 10, (share) => ({ all: 30, slow: 30 * share })),
  {
    for: "PhoenixLatencyBurnFast",
    name: "as Prometheus 3 keeps it",
    minute: 60,
    series: (minutes) => requests([{ minutes, all: 30, slow: 6 }], "500.0"),
    gone: /request_duration.*le="500"/,
    alerts: { PhoenixLatencyBurnFast: raised("20%"), PhoenixLatencyBurnSlow: raised("20%") },
  },
];
