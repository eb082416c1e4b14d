import type { TemplateStats } from "../core/template-stats.ts";

/** Most reasons that are told of one chart; the others are summed up. */
const MOST = 5;

/**
 * How well the templates of charts are known, a few lines a chart:
 *
 *     web: 83 references to values, 66 typed (79 %) by values.yaml
 *       13 an item of a list without a schema
 */
export function statsText(all: readonly TemplateStats[]): string {
  return all.flatMap(linesOf).join("\n");
}

function linesOf({ chart, references, typed, unknown, from }: TemplateStats): string[] {
  if (references === 0) return [`${chart}: no reference to a value`];
  const share = Math.floor((typed / references) * 100);
  const shown = unknown.length > MOST ? unknown.slice(0, MOST - 1) : unknown;
  const rest = unknown.slice(shown.length).reduce((sum, { count }) => sum + count, 0);
  return [
    `${chart}: ${references} ${references === 1 ? "reference" : "references"} to values, ${typed} typed (${share} %) by ${from}`,
    ...shown.map(({ reason, count }) => `  ${String(count).padStart(4)} unknown: ${reason}`),
    ...(rest > 0 ? [`  ${String(rest).padStart(4)} unknown for other reasons`] : []),
  ];
}
