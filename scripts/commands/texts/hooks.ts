/** `chartroom help hooks`. */
export const help = `Usage: chartroom [-e ENVIRONMENT]... hooks [RELEASE]... [OPTION]...
       chartroom hooks CHART... [-f VALUES]... [OPTION]...

Draws, for each release with hooks, what Helm does from top to bottom: the hooks of pre in the order in which they run,
each with its weight, deadline, retries, delete policies and what it needs; what is deleted then; the release's own
objects in the order of their kinds; whether Helm waits for them; the hooks of post. What a rule says against a hook
stands beside it, marked by !. Without -e every environment is drawn. Nothing is changed, no cluster is asked.

CHART is a folder with a Chart.yaml, or a packaged chart: it is drawn alone, under the values files that -f names, else
under its defaults or the one of its ci/*-values.yaml that makes most hooks.

Options:
  --argocd     say what Argo CD would do otherwise, too
  --json       the same as JSON (schemas/hooks.schema.json)
  --no-cache   read, render and check everything anew
  -f FILE      with CHART: values, the last FILE the strongest

Examples: chartroom -e staging hooks
          chartroom -e staging -e production hooks phoenix --json
          chartroom hooks charts/web
`;
