import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { startRenderer } from "../../../scripts/render/start.ts";
import { readChart } from "../../../scripts/templates/chart-files.ts";
import { walkChart } from "../../../scripts/templates/chart-flow.ts";
import type { Event, Seen } from "../../../scripts/templates/flow/events.ts";
import { Random } from "../../random.ts";
import { type Case, generateCase } from "./generate.ts";

/** What Helm says for each kind of event that stops a render. */
const SAYS: Partial<Record<Event["kind"], RegExp>> = {
  nil: /nil pointer evaluating/,
  "field of none": /can't evaluate field/,
  "range over none": /range can't iterate over/,
  incomparable: /incompatible types for comparison|invalid type for comparison|non-comparable type/,
};
const STOPS = Object.values(SAYS);

export interface Outcome {
  readonly counts: ReadonlyMap<string, number>;
  /** Cases in which the checker was certain and Helm rendered. */
  readonly wrong: readonly string[];
}

/**
 * Generated charts, checked and then rendered by Helm with their own values. Where the checker is certain that a render
 * stops, it must stop; what Helm stops for and nobody was told of is counted.
 */
export async function compareGenerated(seed: number, count: number, folder: string): Promise<Outcome> {
  const renderer = await startRenderer();
  if (!renderer.ok) throw new Error("neither the engine nor helm is there");
  const random = new Random(seed);
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  const add = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const chart = path.join(folder, "c");
  mkdirSync(path.join(chart, "templates"), { recursive: true });
  try {
    for (let at = 0; at < count; at += 1) {
      const one = generateCase(random);
      write(chart, one);
      const certain = [...walkChart(readChart(folder, chart)).seen.values()].filter(
        (seen) => seen.certain && SAYS[seen.event.kind] !== undefined,
      );
      const answer = await renderer.value.render({
        chartPath: chart,
        releaseName: "r",
        namespace: "n",
        values: {},
        phase: "install",
      });
      // Output that is no YAML was rendered: the templates ran to their end.
      const message =
        answer.ok || /YAML parse error|error converting YAML|error unmarshaling/.test(answer.message)
          ? ""
          : answer.message;
      const stopped = STOPS.find((one) => one.test(message));
      if (certain.length > 0 && message === "") {
        add("WRONG: certain, and Helm renders");
        wrong.push(describe(one, certain, message));
      } else if (
        certain.length > 0 &&
        !certain.some((seen) => SAYS[seen.event.kind]?.test(message)) &&
        stopped
      ) {
        add("certain, and Helm stops earlier for something else");
      } else if (certain.length > 0) add("certain, and Helm stops for it");
      else if (stopped)
        add(
          `not told: ${/nil pointer|can't evaluate field|can't iterate|comparison|comparable/.exec(message)?.[0]}`,
        );
      else add(message === "" ? "renders, nothing certain" : "stops for something else");
    }
  } finally {
    await renderer.value.close();
  }
  return { counts, wrong };
}

function write(chart: string, { values, template, helpers, schema }: Case): void {
  writeFileSync(path.join(chart, "Chart.yaml"), "apiVersion: v2\nname: c\nversion: 0.1.0\n");
  writeFileSync(path.join(chart, "values.yaml"), stringify(values, { version: "1.1" }));
  writeFileSync(path.join(chart, "templates/a.yaml"), template);
  writeFileSync(path.join(chart, "templates/_h.tpl"), helpers);
  writeFileSync(path.join(chart, "values.schema.json"), JSON.stringify(schema ?? {}));
}

function describe(
  { values, template, helpers, schema }: Case,
  certain: readonly Seen[],
  message: string,
): string {
  return [
    JSON.stringify(values),
    schema ? JSON.stringify(schema) : "no schema",
    helpers,
    template,
    ...certain.map(
      ({ event, spot }) =>
        `certain: ${event.kind} at ${spot.source.file}: ${spot.source.text.slice(spot.start, spot.end)}`,
    ),
    `Helm: ${message || "renders"}`,
  ].join("\n");
}
