import type { Diagnostic } from "../core/diagnostic.ts";
import type { TemplateStats } from "../core/template-stats.ts";
import { readChart } from "./chart-files.ts";
import { walkChart } from "./chart-flow.ts";
import { Declarations } from "./declaration.ts";
import { deadValues } from "./findings/dead-values.ts";
import { defaultNeverUsed, defaultOverFalse, defaultReversed } from "./findings/defaults.ts";
import { undefinedIncludes, unusedDefines } from "./findings/defines.ts";
import type { EventRule, Walked } from "./findings/finding.ts";
import { unknownHooks } from "./findings/hook-events.ts";
import { changingHookNames } from "./findings/hook-names.ts";
import { incompatibleUses } from "./findings/incompatible-uses.ts";
import {
  alwaysFails,
  fieldOfNone,
  floatText,
  goText,
  incomparable,
  misplacedYaml,
  neverEqual,
  rangeOverNone,
} from "./findings/kinds.ts";
import { schemaDefaults } from "./findings/schema-defaults.ts";
import { schemaKeywords } from "./findings/schema-keywords.ts";
import { nilPointer, requiredOptional, undeclared } from "./findings/values.ts";
import type { Event, Seen } from "./flow/events.ts";
import { withoutIgnored } from "./ignores.ts";
import { templateStats } from "./stats.ts";

export interface CheckedTemplates {
  readonly findings: readonly Diagnostic[];
  readonly stats: TemplateStats;
}

const eventRules: { readonly [K in Event["kind"]]: EventRule<K> } = {
  undeclared,
  nil: nilPointer,
  "required optional": requiredOptional,
  "field of none": fieldOfNone,
  "range over none": rangeOverNone,
  "never equal": neverEqual,
  incomparable,
  "default never used": defaultNeverUsed,
  "default over false": defaultOverFalse,
  "default reversed": defaultReversed,
  "float text": floatText,
  "go text": goText,
  "misplaced yaml": misplacedYaml,
  "always fails": alwaysFails,
};

/**
 * Findings of a chart's templates: syntax, and what each use of a value means by the chart's schema, or by its values.yaml
 * where it has none. What cannot be known is left alone. `chartPath` is the chart's folder, `root` the folder that places
 * are relative to. Subcharts' templates are walked, since they read values, but only this chart's own places are told.
 */
export function checkTemplates(root: string, chartPath: string): CheckedTemplates {
  const chart = readChart(root, chartPath);
  const recorder = walkChart(chart);
  const walked: Walked = { chart, recorder, declarations: new Declarations(chart) };
  const own = new Set(chart.templates.map(({ source }) => source.file));
  const events = [...recorder.seen.values()].filter(({ spot }) => own.has(spot.source.file));
  const findings = [
    ...chart.findings,
    ...events.flatMap((seen) => ruleOf(seen)(seen.event as never, seen, walked) ?? []),
    ...incompatibleUses(walked).filter(({ place }) => place && own.has(place.file)),
    ...undefinedIncludes(chart),
    ...unusedDefines(chart),
    ...schemaDefaults(chart),
    ...schemaKeywords(chart),
    ...deadValues(walked),
    ...unknownHooks(chart),
    ...changingHookNames(chart),
  ];
  return { findings: withoutIgnored(chart, findings), stats: templateStats(chart, recorder) };
}

function ruleOf({ event }: Seen): EventRule<never> {
  return eventRules[event.kind] as EventRule<never>;
}
