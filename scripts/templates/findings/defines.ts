import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { slipOf } from "../../core/nearest.ts";
import { placeAt } from "../../core/source.ts";
import type { ChartFiles } from "../chart-files.ts";
import { templateCalls } from "../visit.ts";

/** CR404: a template is called that nothing defines. A file that does not parse, or a dependency, may define it. */
export function undefinedIncludes(chart: ChartFiles): Diagnostic[] {
  if (chart.partial) return [];
  return chart.templates.flatMap(({ source, nodes }) =>
    [...templateCalls(nodes)].flatMap(({ name, start, end }) => {
      if (name === undefined || chart.defines.has(name)) return [];
      const near = slipOf(name, chart.defines.keys());
      return diagnostic("CR404", `no template is named \`${name}\``, {
        place: placeAt(source, start, end),
        ...(near !== undefined && { help: `did you mean \`${near}\`?` }),
      });
    }),
  );
}

/** CR416: a template is defined that nothing calls. A library's are for others, and a name can be made at run time. */
export function unusedDefines(chart: ChartFiles): Diagnostic[] {
  if (chart.library || chart.partial) return [];
  const all = [chart, ...below(chart)];
  const calls = all.flatMap(({ templates }) => templates.flatMap(({ nodes }) => [...templateCalls(nodes)]));
  if (calls.some(({ name }) => name === undefined)) return [];
  // A call of itself is no use of it.
  const called = new Set(calls.flatMap(({ name, inside }) => (name === inside ? [] : name)));
  const values = chart.values?.source.text ?? "";
  return chart.templates.flatMap(({ source, nodes }) =>
    nodes.flatMap((node) => {
      // Texts of the values may be templates too.
      if (node.kind !== "define" || node.pipeline || called.has(node.name) || values.includes(node.name))
        return [];
      return diagnostic("CR416", `nothing calls the template \`${node.name}\``, {
        place: placeAt(source, node.nameStart, node.nameEnd),
        help: "take it out, or call it",
      });
    }),
  );
}

function below(chart: ChartFiles): ChartFiles[] {
  return chart.subcharts.flatMap(({ files }) => [files, ...below(files)]);
}
