import { metricNames } from "../../charts/phoenix/dashboards/metrics.ts";
import { assert, suite } from "../harness.ts";
import { promtool, promtoolMissing, ruleGroups } from "../monitoring/promtool.ts";
import { missingParts } from "./parts.ts";
import { freePort } from "./postgres.ts";
import { builtRelease, environment, serve } from "./release.ts";

const test = suite("/metrics of the sample");

/** What it says after some requests; no database answers. */
let said = "";
/** And before them, when the test has seen that it serves. */
let before = "";
let type: string | null = "";

const value = (series: string, text = said): number | undefined => {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
};
const duration = "harbour_prom_ex_phoenix_http_request_duration_milliseconds";

const missing = missingParts() ?? promtoolMissing();
if (missing !== undefined) test.cannotRun("metrics", missing);
else {
  test.before(async () => {
    const running = await serve(
      builtRelease().release,
      await freePort(),
      environment("ecto://harbour:harbour@127.0.0.1:1/harbour"),
    );
    before = await (await fetch(`${running.url}/metrics`)).text();
    for (const page of ["/healthz", "/healthz", "/readyz", "/slow?ms=150", "/nothing", "/metrics"])
      await (await fetch(`${running.url}${page}`)).text();
    const answer = await fetch(`${running.url}/metrics`);
    type = answer.headers.get("content-type");
    said = await answer.text();
    running.child.kill("SIGTERM");
    await running.ended;
  });

  test("requests are counted by path and status, scrapes are not", () => {
    assert.match(type ?? "", /^text\/plain; version=0\.0\.4/);
    const total = (path: string, status: number, text = said) =>
      value(
        `harbour_prom_ex_phoenix_http_requests_total{method="GET",path="${path}",status="${status}"}`,
        text,
      );
    assert.equal((total("/healthz", 200) ?? 0) - (total("/healthz", 200, before) ?? 0), 2);
    assert.equal([total("/readyz", 503), total("/slow", 200)], [1, 1]);
    assert.equal([total("Unknown", 404), total("/metrics", 200)], [1, undefined]);
  });

  test("durations are a histogram of milliseconds", () => {
    const of = 'method="GET",path="/slow",status="200"';
    const within = (bound: string) => value(`${duration}_bucket{${of},le="${bound}"}`);
    assert.equal([within("100"), within("30000"), within("+Inf")], [0, 1, 1]);
    assert.equal(value(`${duration}_count{${of}}`), 1);
    assert.ok((value(`${duration}_sum{${of}}`) ?? 0) >= 150);
  });

  test("promtool reads it, and has nothing to say but that PromEx's names are not as Prometheus would have them", async () => {
    const checked = await promtool(["check", "metrics"], said);
    const others = checked.said
      .trim()
      .split("\n")
      .filter(
        (line) =>
          !/ use base unit "seconds" instead of "milliseconds"$/.test(line) &&
          !/^harbour_prom_ex_beam_\w+_count non-histogram and non-summary metrics should not have "_count" suffix$/.test(
            line,
          ),
      );
    assert.equal(others, []);
    assert.is((await promtool(["check", "metrics"], `${said}no metric\n`)).code, 1);
  });

  test("its names are PromEx's, and rules read them", async () => {
    const names = [...said.matchAll(/^# TYPE harbour_prom_ex_(\w+) /gm)].map(([, name]) => name as string);
    assert.ok(names.length > 15, names.join());
    for (const name of names) assert.ok((metricNames as readonly string[]).includes(name), name);
    const rules = JSON.stringify(
      await ruleGroups("monitoring", ["monitoring.metrics.prefix=harbour_prom_ex"]),
    );
    const read = new Set(
      [...rules.matchAll(/harbour_prom_ex_(\w+?)(?:_bucket|_count)?\{/g)].map(([, one]) => one),
    );
    for (const name of [
      "beam_memory_allocated_bytes",
      "beam_stats_run_queue",
      "beam_message_queue_longest",
      "phoenix_http_requests_total",
      "phoenix_http_request_duration_milliseconds",
    ])
      assert.ok(
        [...read].some((one) => one?.startsWith(name)) && names.some((one) => one.startsWith(name)),
        name,
      );
  });
}
