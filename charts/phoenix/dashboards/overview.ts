import { metric, OF, perSecond, quantile, REQUESTS } from "./metrics.ts";
import { board, graph, number } from "./parts.ts";

const requests = metric("phoenix_http_requests_total");
const failed = `${REQUESTS},status=~"5.."`;
/** Share of `some` among `all`; 0 where there is none of `some`. */
const share = (some: string, all: string): string => `(${some} or 0 * ${all}) / ${all}`;
const increase = (name: string, matchers: string): string => `sum (increase(${name}{${matchers}}[30d]))`;
const recorded = (name: string): string => `namespace_job:phoenix_${name}{${OF}}`;
const burn = (what: string, promise: string, window: string): string =>
  `${recorded(`${what}:ratio_rate${window}`)} / (1 - ${promise} / 100)`;
const durations = metric("phoenix_http_request_duration_milliseconds", "_count");
const inTime = `${metric("phoenix_http_request_duration_milliseconds", "_bucket")}`;

export const overview = board(
  "overview",
  "overview",
  "Requests, errors, durations, and what is left of the error budgets.",
  {
    Now: [
      number("Requests", "A second.", "reqps", perSecond(requests, REQUESTS)),
      number(
        "Errors",
        "Share answered with 5xx.",
        "percentunit",
        share(perSecond(requests, failed), perSecond(requests, REQUESTS)),
        { good: 0.001, bad: 0.01 },
      ),
      number(
        "95 % are answered within",
        "Of the counted requests.",
        "ms",
        quantile(0.95, "phoenix_http_request_duration_milliseconds", REQUESTS),
        { good: 250, bad: 1000 },
      ),
      number("Pods ready", "As kube-state-metrics says.", "short", "@available@", { good: 1, bad: 0 }),
    ],
    "Requests, errors, durations": [
      graph("Requests by status", "A second.", "reqps", [
        [perSecond(requests, REQUESTS, ["status"]), "{{status}}"],
      ]),
      graph("Errors by path", "5xx a second, the worst ten.", "reqps", [
        [`topk(10, ${perSecond(requests, failed, ["path"])})`, "{{path}}"],
      ]),
      graph("Durations", "Of all counted requests.", "ms", [
        [quantile(0.5, "phoenix_http_request_duration_milliseconds", REQUESTS), "50 %"],
        [quantile(0.95, "phoenix_http_request_duration_milliseconds", REQUESTS), "95 %"],
        [quantile(0.99, "phoenix_http_request_duration_milliseconds", REQUESTS), "99 %"],
      ]),
      graph("Slowest paths", "95 % are answered within; the worst ten.", "ms", [
        [
          `topk(10, ${quantile(0.95, "phoenix_http_request_duration_milliseconds", REQUESTS, ["path"])})`,
          "{{path}}",
        ],
      ]),
    ],
    "Promises (30 days)": [
      number(
        "Availability: budget left",
        "Of the requests that may fail at @availability@ %.",
        "percentunit",
        `1 - (${share(increase(requests, '@requests@,status=~"5.."'), increase(requests, "@requests@"))}) / (1 - @availability@ / 100)`,
        { good: 0.5, bad: 0 },
        12,
      ),
      number(
        "Latency: budget left",
        "Of the requests that may take longer than @latencyMilliseconds@ ms at @latency@ %.",
        "percentunit",
        `1 - (1 - ${increase(inTime, "@requests@,@bucket@")} / ${increase(durations, "@requests@")}) / (1 - @latency@ / 100)`,
        { good: 0.5, bad: 0 },
        12,
      ),
      graph(
        "Availability: how fast the budget goes",
        "1 uses it up in just 30 days; alerts begin at 14.4, 6, 3 and 1. Needs the recorded series (monitoring.rules).",
        "short",
        ["5m", "1h", "6h", "3d"].map((window) => [burn("errors", "@availability@", window), window]),
      ),
      graph(
        "Latency: how fast the budget goes",
        "1 uses it up in just 30 days; alerts begin at 14.4, 6, 3 and 1. Needs the recorded series (monitoring.rules).",
        "short",
        ["5m", "1h", "6h", "3d"].map((window) => [burn("slow", "@latency@", window), window]),
      ),
    ],
  },
);
