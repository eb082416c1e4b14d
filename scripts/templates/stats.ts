import type { TemplateStats } from "../core/template-stats.ts";
import type { ChartFiles } from "./chart-files.ts";
import type { Recorder } from "./flow/events.ts";
import { valueReferences } from "./visit.ts";

/** Counts the references by name (`.Values.a.b`) and those by a dot or variable that stands for a value. */
export function templateStats(chart: ChartFiles, recorder: Recorder): TemplateStats {
  const own = new Set(chart.templates.map(({ source }) => source.file));
  const reasons = new Map<string, string | undefined>();
  for (const { source, nodes } of chart.templates)
    for (const { start, end } of valueReferences(nodes))
      reasons.set(`${source.file}:${start}:${end}`, "in a part that nothing calls");
  for (const [key, reason] of recorder.references)
    if (own.has(key.split(":").slice(0, -2).join(":"))) reasons.set(key, reason);
  const counts = new Map<string, number>();
  for (const reason of reasons.values())
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const unknown = [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
  return {
    chart: chart.name,
    references: reasons.size,
    typed: [...reasons.values()].filter((one) => one === undefined).length,
    unknown,
    from: chart.schema ? "values.schema.json" : chart.values ? "values.yaml" : "nothing",
  };
}
