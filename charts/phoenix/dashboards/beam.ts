import { metric, PODS } from "./metrics.ts";
import { board, graph, type Line } from "./parts.ts";

const each = (name: Parameters<typeof metric>[0]): string => `${metric(name)}{${PODS}}`;
const kinds = ["processes", "binary", "ets", "atom", "code"] as const;
const limit = `max by (pod) (kube_pod_container_resource_limits{namespace="@namespace@",container="web",resource="memory",pod=~"$pod",pod=~"@release@-.*"})`;

export const beam = board("beam", "BEAM", "The virtual machine of each pod.", {
  Memory: [
    graph("Memory", "What the BEAM has allocated, and the limit of its container.", "bytes", [
      [`max by (pod) (${each("beam_memory_allocated_bytes")})`, "{{pod}}"],
      [limit, "{{pod}}, limit"],
    ]),
    graph(
      "Memory by kind",
      "Of all pods shown. Atoms and code are never freed.",
      "bytes",
      kinds.map((kind): Line => [`sum (${each(`beam_memory_${kind}_total_bytes`)})`, kind]),
    ),
  ],
  Schedulers: [
    graph("Run queue", "Processes that are ready and wait, by kind of scheduler.", "short", [
      [`sum by (pod, type) (${each("beam_stats_run_queue_count")})`, "{{pod}} {{type}}"],
    ]),
    graph("Reductions", "Work done, a second.", "short", [
      [`sum by (pod) (rate(${each("beam_stats_reduction_count")}[$__rate_interval]))`, "{{pod}}"],
    ]),
    graph("Garbage collections", "A second.", "short", [
      [`sum by (pod) (rate(${each("beam_stats_gc_count")}[$__rate_interval]))`, "{{pod}}"],
    ]),
    graph(
      "Longest mailbox",
      "Messages that wait in the longest mailbox; README.md says how it is measured.",
      "short",
      [[`max by (pod) (${each("beam_message_queue_longest_count")})`, "{{pod}}"]],
    ),
  ],
  "How many": [
    graph("Processes", "And how many the BEAM allows.", "short", [
      [`max by (pod) (${each("beam_stats_process_count")})`, "{{pod}}"],
      [`max (${each("beam_system_process_limit_info")})`, "limit"],
    ]),
    graph("Atoms", "Never freed: a rise that does not end is a leak.", "short", [
      [`max by (pod) (${each("beam_stats_atom_count")})`, "{{pod}}"],
      [`max (${each("beam_system_atom_limit_info")})`, "limit"],
    ]),
    graph("Ports", "Sockets, files, external programs.", "short", [
      [`max by (pod) (${each("beam_stats_port_count")})`, "{{pod}}"],
    ]),
    graph("ETS tables", "", "short", [[`max by (pod) (${each("beam_stats_ets_count")})`, "{{pod}}"]]),
  ],
});
