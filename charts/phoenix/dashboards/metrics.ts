/**
 * The metrics that chart and dashboards know, as PromEx 1.x names them behind `<otp_app>_prom_ex_` (its plugins in
 * lib/prom_ex/plugins of https://github.com/akoutmos/prom_ex). `beam_message_queue_longest_count` is not PromEx's:
 * README.md says how an application measures it. The keys of `monitoring.metrics.names` are the same, which a test holds.
 */
export const metricNames = [
  "application_primary_info",
  "beam_memory_allocated_bytes",
  "beam_memory_atom_total_bytes",
  "beam_memory_binary_total_bytes",
  "beam_memory_code_total_bytes",
  "beam_memory_ets_total_bytes",
  "beam_memory_processes_total_bytes",
  "beam_message_queue_longest_count",
  "beam_stats_atom_count",
  "beam_stats_ets_count",
  "beam_stats_gc_count",
  "beam_stats_port_count",
  "beam_stats_process_count",
  "beam_stats_reduction_count",
  "beam_stats_run_queue_count",
  "beam_system_atom_limit_info",
  "beam_system_process_limit_info",
  "ecto_repo_init_pool_size",
  "ecto_repo_query_execution_time_milliseconds",
  "ecto_repo_query_queue_time_milliseconds",
  "ecto_repo_query_total_time_milliseconds",
  "phoenix_channel_handled_in_duration_milliseconds",
  "phoenix_channel_joined_total",
  "phoenix_http_request_duration_milliseconds",
  "phoenix_http_requests_total",
  "phoenix_http_response_size_bytes",
  "phoenix_live_view_handle_event_duration_milliseconds",
  "phoenix_live_view_handle_event_exception_duration_milliseconds",
  "phoenix_live_view_mount_duration_milliseconds",
  "phoenix_live_view_mount_exception_duration_milliseconds",
  "phoenix_socket_connected_duration_milliseconds",
] as const;

type MetricName = (typeof metricNames)[number];

/** The name in a query: the chart puts the application's own in its place. */
export const metric = (name: MetricName, part: "" | "_bucket" | "_sum" | "_count" = ""): string =>
  `@prefix@_${name}${part}`;

/** Matchers of the release's series, which the chart puts in. */
export const OF = "@series@";
/** Of the pods that the dashboard shows. */
export const PODS = `@series@,pod=~"$pod"`;
/** Of the requests that count. */
export const REQUESTS = `@requests@,pod=~"$pod"`;

/** A quantile over the dashboard's step, by these labels. */
export const quantile = (
  share: number,
  name: MetricName,
  matchers: string,
  by: readonly string[] = [],
): string =>
  `histogram_quantile(${share}, sum by (${[...by, "le"].join(", ")}) (rate(${metric(name, "_bucket")}{${matchers}}[$__rate_interval])))`;

/** So many a second, by these labels. */
export const perSecond = (name: string, matchers: string, by: readonly string[] = []): string =>
  `sum${by.length > 0 ? ` by (${by.join(", ")})` : ""} (rate(${name}{${matchers}}[$__rate_interval]))`;
