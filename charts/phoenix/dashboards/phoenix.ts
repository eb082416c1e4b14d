import { metric, PODS, perSecond, quantile, REQUESTS } from "./metrics.ts";
import { board, graph } from "./parts.ts";

const mount = "phoenix_live_view_mount_duration_milliseconds";
const event = "phoenix_live_view_handle_event_duration_milliseconds";
const mountFailed = "phoenix_live_view_mount_exception_duration_milliseconds";
const eventFailed = "phoenix_live_view_handle_event_exception_duration_milliseconds";
const channel = "phoenix_channel_handled_in_duration_milliseconds";

export const phoenix = board("phoenix", "Phoenix", "Paths, channels and LiveViews.", {
  Requests: [
    graph("Busiest paths", "A second, the first ten.", "reqps", [
      [
        `topk(10, ${perSecond(metric("phoenix_http_requests_total"), REQUESTS, ["method", "path"])})`,
        "{{method}} {{path}}",
      ],
    ]),
    graph("Answers", "95 % are smaller.", "bytes", [
      [quantile(0.95, "phoenix_http_response_size_bytes", REQUESTS), "95 %"],
    ]),
  ],
  "Sockets and channels": [
    graph("Sockets opened", "A second.", "ops", [
      [
        perSecond(metric("phoenix_socket_connected_duration_milliseconds", "_count"), PODS, [
          "transport",
          "result",
        ]),
        "{{transport}} {{result}}",
      ],
    ]),
    graph("Channels joined", "A second.", "ops", [
      [
        perSecond(metric("phoenix_channel_joined_total"), PODS, ["transport", "result"]),
        "{{transport}} {{result}}",
      ],
    ]),
    graph("Messages", "Handled a second.", "ops", [[perSecond(metric(channel, "_count"), PODS), "handled"]]),
    graph("Messages: durations", "Of handle_in.", "ms", [
      [quantile(0.5, channel, PODS), "50 %"],
      [quantile(0.95, channel, PODS), "95 %"],
    ]),
  ],
  LiveView: [
    graph("Mounts", "A second.", "ops", [
      [perSecond(metric(mount, "_count"), PODS, ["module"]), "{{module}}"],
    ]),
    graph("Mounts: durations", "95 % take less.", "ms", [
      [quantile(0.95, mount, PODS, ["module"]), "{{module}}"],
    ]),
    graph("Events: durations", "95 % take less; the worst ten.", "ms", [
      [`topk(10, ${quantile(0.95, event, PODS, ["module", "event"])})`, "{{module}} {{event}}"],
    ]),
    graph("Exceptions", "A second, in mount and handle_event.", "ops", [
      [perSecond(metric(mountFailed, "_count"), PODS, ["module"]), "{{module}} mount"],
      [perSecond(metric(eventFailed, "_count"), PODS, ["module", "event"]), "{{module}} {{event}}"],
    ]),
  ],
});
