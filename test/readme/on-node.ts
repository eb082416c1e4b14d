import type { ClusterLine } from "./cluster-lines.ts";

/** A line that is typed in a state of the release, and what must come of it. */
export interface Typed {
  readonly page?: RegExp;
  readonly line: RegExp;
  /** Lines of blocks only: what the text names may be meant for another state. */
  readonly inBlock?: boolean;
  /** What must stand in its output; where it is to fail, also in what it says on stderr. Without it: anything. */
  readonly prints?: RegExp;
  readonly code?: number;
  /** What bash is given instead. */
  readonly as?: (line: string) => string;
  /** What the line needs and the node has not, so that `as` is all that could run of it. */
  readonly lacks?: string;
  /** What is typed when it asks. */
  readonly input?: string;
}

const nothing = /^$/;
const anywhere = /runbooks/;

/** A line of the text that begins with `rpc`, or is SQL, says what is asked, not where. */
const inPod = (line: string) => `kubectl -n $NS exec POD -- /app/bin/APP ${line}`;
const inDatabase = (line: string) => `kubectl -n $NS exec postgres-0 -- psql -U shop shop -c "${line}"`;
const statefulSet = (line: string) => line.replaceAll("deployment/", "statefulset/");

/** What both workloads are asked; the runbooks say to write `statefulset/` for `deployment/`. */
const workload: readonly Typed[] = [
  { line: / logs deployment\/.* sort -rn /, prints: /^ +\d+ .*\[error\]/m },
  { line: / logs deployment\/.*grep -iE 'error/, prints: /\*\* \(DBConnection/ },
  { line: / logs deployment\/.*grep -c 'dropped from queue'/, prints: /^[1-9]/ },
  { line: / logs deployment\/.*grep -i 'queue'/, prints: /dropped from queue/ },
  { line: / logs deployment\/\S+ (?:--previous )?--tail=100/, prints: /Listening on port/ },
  { line: / rollout status deployment\//, prints: /success|complete/ },
  { line: / port-forward deployment\//, prints: /beam_memory_allocated_bytes \d+/ },
];

/**
 * The states of a release on the real node, in the order in which scenario 18 of test/e2e makes them, with the lines that
 * it types there: the first row that matches holds.
 */
export const onNode = {
  "the seeds have failed": [
    { page: /SeedFailed/, line: / logs job\//, prints: /the quarry is empty/ },
    { page: /SeedFailed/, line: /^helm .* history/, prints: /\bfailed\b/ },
  ],
  "the pods have no node": [
    { page: /BeamMemoryHigh/, line: / rpc 'IO\.inspect\(:erlang\.memory/, code: 1, prints: /:nodedown/ },
  ],
  "a migration has failed": [
    { page: /MigrationFailed/, line: / logs job\//, prints: /no_such_table/ },
    { page: /MigrationFailed/, line: / describe job /, prints: /BackoffLimitExceeded/ },
    { page: /MigrationFailed/, line: /^helm .* history/, prints: /\bfailed\b/ },
    { page: /MigrationFailed/, line: / delete job /, prints: /deleted/ },
  ],
  "a rollout is stuck": [
    { page: anywhere, line: / rollout status /, code: 1, prints: /timed out waiting for the condition/ },
    { page: anywhere, line: / get replicasets /, prints: / 1 +1 +0 / },
    { page: /RolloutStuck|PodsNotReady|Down/, line: / get pods /, prints: /ErrImage|ImagePullBackOff/ },
    { page: anywhere, line: / get events /, prints: /Failed .*image/ },
    { page: anywhere, line: / describe pods /, prints: /^Events:/m },
    { page: /RolloutStuck/, line: /^helm .* rollback /, prints: /Rollback was a success/ },
  ],
  "it serves, not well": [
    ...workload.map((one) => ({ ...one, page: anywhere, inBlock: true })),
    {
      line: / top pods /,
      as: (line) => line.replace(" top ", " get "),
      lacks: "metrics-server",
      prints: /^phoenix-\S+ +1\/1/m,
    },
    { line: / exec POD .*memory\(\)/, prints: /processes: \d+.*binary: \d+/s },
    { line: / exec POD .*Process\.info\(p, :memory\)/, prints: /registered_name: :hoarder/ },
    { line: / exec POD .*:run_queue_lengths_all/, prints: /^\{\[[\d,\s]+\], \d+\}$/m },
    { line: / exec POD .*:reductions/, prints: /^(?:\{\d+,\s+\[\s*registered_name: [\s\S]*?\]\}\n){5}/ },
    {
      line: / exec POD .*:message_queue_len, n/,
      prints: /^\{200, #PID<[\d.]+>,\s+\[\s*registered_name: :hoarder,/m,
    },
    { line: / exec POD .*query_start, left/, prints: /\[\s*\d+,\s+"active",/ },
    { line: / exec POD .*group by 1/, prints: /"(?:active|idle)", \d+/ },
    { line: / get pods .*name=postgres/, prints: /^postgres-0 +1\/1 +Running/m },
    { line: / get pods .*instance=\$NAME -o wide/, prints: /^phoenix-migrate-.* Completed/m },
    { page: anywhere, line: / get pods /, prints: /^phoenix-\S+ +1\/1 +Running/m },
    { line: / describe pods /, prints: /^Events:/m },
    { line: / get replicasets /, prints: /^phoenix-\S+ +2 +2 +2/m },
    { line: / get events /, prints: /pod\/phoenix-/ },
    { line: / get servicemonitor,podmonitor /, prints: /release[:=] ?kube-prometheus-stack/ },
    { line: / get networkpolicy /, prints: /kubernetes\.io\/metadata\.name: monitoring/ },
    { line: / logs job\/\$NAME-seed/, prints: /seed/i },
    { line: / describe job /, prints: /Completed/ },
    { line: /^helm .*history /, page: /runbooks|upgrades/, prints: /\bdeployed\b/ },
    { line: / logs POD --previous/, prints: /Listening on port/ },
    { line: /^kubectl describe node/, prints: /Allocated resources:/ },
    { line: /^kubectl get prometheus /, prints: /erviceMonitorSelector:/ },
    { line: /^kubectl get crd -o yaml/, prints: /name: servicemonitors\.monitoring/ },
    { line: /^kubectl config get-contexts/, prints: /^\* +staging /m },
    { line: /^show max_connections/, as: inDatabase, prints: /^ *\d+$/m },
    { line: /^select pid, .*'active'/, as: inDatabase, prints: /select pid, now/ },
    { line: /^select \* .*'Lock'/, as: inDatabase, prints: /\(\d rows?\)/ },
    // The runbooks' other lines, and those that are new: they look at something, so they print something.
    { page: anywhere, line: /^(?:kubectl|helm) -n \$NS /, inBlock: true },
  ],
  "somebody mends it": [
    {
      line: /^rpc 'Process\.exit/,
      as: (line) => `${inPod(line)}; ${inPod("rpc 'IO.inspect(Process.whereis(:hoarder))'")}`,
      prints: /^nil$/m,
    },
    { line: /^rpc '/, as: inPod, prints: nothing },
    { line: /^select pg_terminate_backend\(PID\)/, as: inDatabase, prints: /^ t$/m },
    { line: /^kubectl -n \$NS delete pod POD/, prints: /deleted/ },
  ],
  "its pods are replaced": [
    { line: /^kubectl .*rollout restart /, prints: /restarted/ },
    { line: /^helm .*rollback /, prints: /Rollback was a success/ },
  ],
  "the Deployment is to go": [{ line: /delete deployment .*orphan/, prints: /deployment.*deleted/ }],
  "a StatefulSet serves beside its pods": [{ line: /delete replicaset /, prints: /deleted/ }],
  "the StatefulSet serves, not well": workload.map((one) => ({
    ...one,
    page: anywhere,
    inBlock: true,
    as: statefulSet,
  })),
  "the StatefulSet is to go": [{ line: /delete statefulset .*orphan/, prints: /statefulset.*deleted/ }],
  "a Deployment serves beside its pods": [{ line: /delete pod -l/, prints: /deleted/ }],
  "a dump is to be restored": [
    { line: /^pg_restore /, as: (line) => `kubectl exec restore -- ${line}`, prints: nothing },
  ],
  "the database is entered": [
    { line: /psql -U shop shop$/, input: "select 6 * 7;\n", prints: /^ +42$/m },
    { line: /psql -U shop -c '\\password shop'/, input: "PASSWORD\nPASSWORD\n", prints: nothing },
  ],
  "it is uninstalled": [
    { line: /delete job -l/, prints: /job.* "phoenix-(?:migrate|seed)" deleted/ },
    { line: /delete pvc /, prints: /deleted/ },
    {
      line: /create secret generic phoenix --from-env-file/,
      input: "DATABASE_URL=ecto://a\n",
      prints: /secret\/phoenix created/,
    },
  ],
  "a namespace is given to a release": [
    { line: /^kubectl label namespace /, prints: /labeled/ },
    { line: /^kubectl annotate namespace /, prints: /annotated/ },
  ],
  "the deployer gets a token": [
    { line: /config set-credentials deployer/, prints: /User "deployer" set/ },
    { line: /config set-context staging/, prints: /Context "staging" modified/ },
  ],
} as const satisfies Readonly<Record<string, readonly Typed[]>>;

export type Chapter = keyof typeof onNode;

export const chapters = Object.keys(onNode) as readonly Chapter[];

/** The row that a line is typed by in a chapter. */
export function rowOf(chapter: Chapter, { page, line, spoken }: ClusterLine): Typed | undefined {
  const rows: readonly Typed[] = onNode[chapter];
  return rows.find(
    (one) => !(one.inBlock && spoken) && (one.page?.test(page) ?? true) && one.line.test(line),
  );
}

/** A line that no chapter types, with a reason of its own. */
export interface NotTyped {
  readonly line: RegExp;
  readonly why: string;
  /** Where the like of it is run. */
  readonly test?: string;
}

export const notTyped: readonly NotTyped[] = [
  { line: /^kubectl (?:top|logs|describe|exec|exec -it|apply -f|get secret)$/, why: "names a command" },
  { line: /^helm history RELEASE$/, why: "names a command, in the text of CR618" },
  { line: /^select 1$/, why: "what the pod of `helm test` asks", test: "test/integration/release.test.ts" },
  { line: /^kubectl create secret tls /, why: "what `cert` prints", test: "test/cert/verb.test.ts" },
  { line: /^kubectl apply -f ENV\//, why: "needs Argo CD or Flux", test: "test/render/layout.test.ts" },
  {
    line: /^kubectl apply -n shop -f out/,
    why: "is applied to the embedded cluster",
    test: "test/integration/cli.test.ts",
  },
];
