import { metric, PODS, perSecond, quantile } from "./metrics.ts";
import { board, graph } from "./parts.ts";

const wait = "ecto_repo_query_queue_time_milliseconds";
const execution = "ecto_repo_query_execution_time_milliseconds";
const total = "ecto_repo_query_total_time_milliseconds";
/** Connections in use, on average: the time that queries take in a second, over all of them (Little's law). */
const busy = `sum by (repo) (rate(${metric(execution, "_sum")}{${PODS}}[$__rate_interval])) / 1000`;

export const ecto = board("ecto", "Ecto", "The database, as the application sees it.", {
  Pool: [
    graph("Wait for a connection", "Before the database sees the query.", "ms", [
      [quantile(0.5, wait, PODS, ["repo"]), "{{repo}} 50 %"],
      [quantile(0.95, wait, PODS, ["repo"]), "{{repo}} 95 %"],
      [quantile(0.99, wait, PODS, ["repo"]), "{{repo}} 99 %"],
    ]),
    graph("Connections at work", "On average, of those that the pools of all pods have.", "short", [
      [busy, "{{repo}} at work"],
      [`sum by (repo) (${metric("ecto_repo_init_pool_size")}{${PODS}})`, "{{repo}} pools"],
    ]),
  ],
  Queries: [
    graph("Queries", "A second.", "ops", [[perSecond(metric(wait, "_count"), PODS, ["repo"]), "{{repo}}"]]),
    graph("Execution", "In the database.", "ms", [
      [quantile(0.5, execution, PODS, ["repo"]), "{{repo}} 50 %"],
      [quantile(0.95, execution, PODS, ["repo"]), "{{repo}} 95 %"],
      [quantile(0.99, execution, PODS, ["repo"]), "{{repo}} 99 %"],
    ]),
    graph("Slowest tables", "95 % of the queries take less, wait included; the worst ten.", "ms", [
      [`topk(10, ${quantile(0.95, total, PODS, ["source", "command"])})`, "{{source}} {{command}}"],
    ]),
    graph("Busiest tables", "Queries a second, the first ten.", "ops", [
      [
        `topk(10, ${perSecond(metric(execution, "_count"), PODS, ["source", "command"])})`,
        "{{source}} {{command}}",
      ],
    ]),
  ],
});
