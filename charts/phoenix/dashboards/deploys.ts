import { metric, OF } from "./metrics.ts";
import { board, graph, number } from "./parts.ts";

const pods = 'namespace="@namespace@",container="web",pod=~"@release@-.*"';
const jobs = 'namespace="@namespace@",job_name=~"@release@-(migrate|seed)"';

export const deploys = board("deploys", "deploys", "Versions, rollouts, and the Jobs before them.", {
  Now: [
    number("Pods wanted", "", "short", "@wanted@", { good: 1, bad: 0 }, 8),
    number("Pods ready", "", "short", "@available@", { good: 1, bad: 0 }, 8),
    number(
      "Hooks that failed",
      "Jobs of migrate and seed.",
      "short",
      `sum (kube_job_failed{${jobs},condition="true"}) or vector(0)`,
      { good: 1, bad: 1 },
      8,
    ),
  ],
  Rollouts: [
    graph("Images", "Pods that run each.", "short", [
      [`count by (image) (kube_pod_container_info{${pods}})`, "{{image}}"],
    ]),
    graph("Versions", "Pods that say it of themselves.", "short", [
      [`count by (version) (${metric("application_primary_info")}{${OF}})`, "{{version}}"],
    ]),
    graph("Pods", "", "short", [
      ["@wanted@", "wanted"],
      ["@available@", "ready"],
    ]),
    graph("Restarts", "In the last hour, and why the last one was.", "short", [
      [`sum by (pod) (increase(kube_pod_container_status_restarts_total{${pods}}[1h]))`, "{{pod}}"],
      [
        `sum by (pod, reason) (kube_pod_container_status_last_terminated_reason{${pods}})`,
        "{{pod}} {{reason}}",
      ],
    ]),
  ],
  Hooks: [
    graph("How long they took", "The last run of each.", "s", [
      [
        `max by (job_name) (kube_job_status_completion_time{${jobs}} - kube_job_status_start_time{${jobs}})`,
        "{{job_name}}",
      ],
    ]),
    graph("Failed", "", "short", [
      [`max by (job_name) (kube_job_failed{${jobs},condition="true"})`, "{{job_name}}"],
    ]),
  ],
});
