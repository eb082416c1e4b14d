import {
  LegendDisplayMode,
  LegendPlacement,
  VizLegendOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeSeriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { OF } from "./metrics.ts";

/** A query and what its lines are called. */
export type Line = readonly [expr: string, legend: string];

/** What Grafana puts in place of the variable below. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own notation.
const datasource = { type: "prometheus", uid: "${datasource}" };

/** Lines over time. `unit` is one of Grafana's. */
export function graph(
  title: string,
  description: string,
  unit: string,
  lines: readonly Line[],
  width = 12,
): TimeSeriesBuilder {
  const panel = new TimeSeriesBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .unit(unit)
    .min(0)
    .span(width)
    .height(8)
    .fillOpacity(10)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    );
  lines.forEach(([expr, legend], at) => {
    panel.withTarget(
      new DataqueryBuilder()
        .expr(expr)
        .legendFormat(legend)
        .range()
        .refId(String.fromCharCode(65 + at)),
    );
  });
  return panel;
}

/** One number, the newest: green up to `good`, red from `bad` on; where `bad` is the lower one, the other way round. */
export function number(
  title: string,
  description: string,
  unit: string,
  expr: string,
  limits?: { readonly good: number; readonly bad: number },
  width = 6,
): StatBuilder {
  const { good, bad } = limits ?? { good: 0, bad: 0 };
  const [first, second, low, high] = bad < good ? [bad, good, "red", "green"] : [good, bad, "green", "red"];
  const steps = limits
    ? [
        { value: null, color: low as string },
        { value: first as number, color: "orange" },
        { value: second as number, color: high as string },
      ]
    : [{ value: null, color: "text" }];
  return new StatBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .unit(unit)
    .span(width)
    .height(4)
    .noValue("-")
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .withTarget(new DataqueryBuilder().expr(expr).legendFormat("").instant().refId("A"));
}

type Panel = TimeSeriesBuilder | StatBuilder;

/** One of the release's dashboards: rows of panels, a choice of the data source and of pods, links to the others. */
export function board(
  name: string,
  title: string,
  description: string,
  rows: Readonly<Record<string, readonly Panel[]>>,
): DashboardBuilder {
  const made = new DashboardBuilder(`@namespace@/@release@: ${title}`)
    .uid(`@uid@-${name}`)
    .description(description)
    .tags(["phoenix", "@uid@"])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-6h", to: "now" })
    .refresh("1m")
    .timezone("browser")
    .link(
      new DashboardLinkBuilder("Dashboards of this release")
        .type(DashboardLinkType.Dashboards)
        .tags(["@uid@"])
        .asDropdown(false)
        .includeVars(true)
        .keepTime(true),
    )
    .withVariable(new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus"))
    .withVariable(
      new QueryVariableBuilder("pod")
        .label("Pod")
        .datasource(datasource)
        .query(`label_values(up{${OF}}, pod)`)
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .allValue(".*")
        .current({ selected: true, text: "All", value: "$__all" }),
    );
  let id = 0;
  for (const [row, panels] of Object.entries(rows)) {
    id += 1;
    made.withRow(new RowBuilder(row).id(id));
    for (const panel of panels) {
      id += 1;
      made.withPanel(panel.id(id));
    }
  }
  return made;
}
