import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { Target } from "../../scripts/helmfile/target.ts";
import type { OneOffJob } from "../../scripts/run/job.ts";
import { forgetTools } from "../../scripts/tools/find.ts";
import { tempDirectory } from "../harness.ts";
import { script } from "../tools/fakes.ts";

export const target: Target = { context: "staging", env: {}, simulated: false };

export const job: OneOffJob = {
  name: "web-migrate-bcdfgh",
  namespace: "shop",
  container: "migrate",
  image: "web:1",
  manifest: { apiVersion: "batch/v1", kind: "Job" },
  copies: [],
  present: [],
  secrets: [],
};

/** What the fake cluster says and does. Each list is used up answer by answer; its last one stays. */
export interface Script {
  /** Answers to `get jobs,pods`: how the container is, as `.status.containerStatuses[].state`. */
  readonly states?: readonly object[];
  /** Shell lines that `logs` runs. */
  readonly logs?: readonly string[];
  /** Answers to `get KIND`, by kind. */
  readonly objects?: Readonly<Record<string, readonly object[]>>;
  /** Kinds that may not be read; `exec`: no connection comes about. */
  readonly forbidden?: readonly string[];
}

/** A kubectl on PATH, and what it was called with; `exec` really runs the command. */
export interface FakeKubectl {
  readonly calls: () => readonly string[];
  readonly input: () => string;
  readonly undo: () => void;
}

/** Nothing runs on the embedded cluster's node, so streams and exit codes come from a tiny program in kubectl's place. */
export function fakeKubectl({ states = [], logs = [], objects = {}, forbidden = [] }: Script): FakeKubectl {
  const folder = tempDirectory();
  const file = (name: string) => path.join(folder, name);
  const pod = (state: object) => ({
    items: [
      { kind: "Job", metadata: { name: job.name } },
      {
        kind: "Pod",
        metadata: { name: "pod-1" },
        status: { containerStatuses: [{ name: "migrate", state }] },
      },
    ],
  });
  for (const [at, one] of states.entries()) writeFileSync(file(`state-${at}`), JSON.stringify(pod(one)));
  for (const [at, one] of logs.entries()) writeFileSync(file(`log-${at}`), one);
  for (const [kind, items] of Object.entries(objects))
    writeFileSync(file(`get-${kind}`), JSON.stringify({ items }));
  for (const kind of forbidden) writeFileSync(file(`no-${kind}`), "");
  const kept = process.env.PATH;
  script(
    file("kubectl"),
    `cd ${folder}
case "$*" in *"version --client"*|version*) echo 'Client Version: v1.37.2'; exit;; esac
printf '%s\\n' "$*" >> calls
next() { n=$(cat "count-$1" 2>/dev/null || echo 0); echo $((n + 1)) > "count-$1"; while [ ! -f "$1-$n" ] && [ "$n" -gt 0 ]; do n=$((n - 1)); done; echo "$1-$n"; }
while [ $# -gt 0 ]; do case "$1" in
  --context|--namespace) shift 2;;
  get) case "$2" in
    jobs,pods) cat "$(next state)";;
    events) echo '{"items":[]}';;
    *) if [ -f "no-$2" ]; then echo "Error from server (Forbidden): $2 is forbidden" >&2; exit 1; fi; cat "get-$2" 2>/dev/null || true;;
    esac; exit;;
  logs) . "./$(next log)"; exit;;
  create) cat >> input; echo '{"kind":"Job","metadata":{"uid":"u-1"}}'; exit;;
  exec) if [ -f no-exec ]; then echo "error: unable to upgrade connection: container not found" >&2; exit 1; fi
    while [ "$1" != -- ]; do shift; done; shift; "$@"; code=$?
    [ $code -eq 0 ] || echo "command terminated with exit code $code" >&2; exit $code;;
  *) exit 0;;
esac; done`,
  );
  process.env.PATH = `${folder}${path.delimiter}${kept}`;
  forgetTools();
  const text = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), "utf8") : "");
  return {
    calls: () => text("calls").trimEnd().split("\n"),
    input: () => text("input"),
    undo: () => {
      process.env.PATH = kept;
      forgetTools();
    },
  };
}
