/** `chartroom help lint`. */
export const help = `Usage: chartroom lint [CHART...] [OPTION]...

Lints the charts that changed since the target branch: the version in Chart.yaml rose, Chart.yaml is what its schema asks
for, the YAML files are written as agreed, there are maintainers, the chart lints and renders under each of its
ci/*-values.yaml, and what its migrations/ say about renamed values holds. Runs chart-testing's \`ct lint\` where ct,
yamllint and yamale are on PATH, else checks the same without them. Settings are those of the repository's ct.yaml, lintconf.yaml and chart_schema.yaml, else chartroom's own.

CHART is a folder with a Chart.yaml, or a folder of charts. As in ct, versions are not compared then.

Options:
  --native              without ct and Python; all failures of a chart are told, and it is checked as \`check CHART\` does it
  --ct                  with ct, or not at all
  --all                 every chart of the chart folders; versions are not compared
  --target-branch NAME  what the charts are compared with (ct.yaml's target-branch, else main)
  --remote NAME         where that branch is (ct.yaml's remote, else origin)
  --config FILE         another ct.yaml
  --fail-on SEVERITY    error (the default), warning, info or never: what makes the exit code 1

Examples: chartroom lint
          chartroom lint --native charts/web
          chartroom --format github lint --native --all
`;
