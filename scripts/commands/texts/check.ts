/** `chartroom help check`. */
export const help = `Usage: chartroom [-e ENVIRONMENT]... check [OPTION]...
       chartroom check CHART... [-f VALUES]... [OPTION]...

Decrypts, merges, validates and renders every release of each environment, for a first install and for an upgrade, and
checks what comes out. Without -e every environment is checked. The charts of the repository are rendered under each of
their ci/*-values.yaml, too. Nothing is changed, no cluster is asked. Without a key the shape and the types of encrypted
values are still checked. Settings that the last apply from this machine had and that are gone now are named.

CHART is a folder with a Chart.yaml, a packaged chart (.tgz), or a folder of charts. It is checked alone, without an
environment and without helmfile: its templates, and what they render to with its defaults, under each
ci/*-values.yaml, and under the values files that -f names.

Options:
  --format FORMAT     pretty (the default), json, sarif or github (annotations)
  --fail-on SEVERITY  error (the default), warning, info or never: what makes the exit code 1
  --baseline FILE     findings that FILE lists are known: they are counted, not shown, and do not fail
  --update-baseline   write the findings of this check into the baseline
  --kube-version V    render and check for this Kubernetes, such as 1.34 (without it: what the helmfile or the
                      environment names as kubeVersion, else the newest that is known)
  --schemas DIR       know the kinds of the CustomResourceDefinitions and JSON schemas below DIR, too
  --stats             say how many references to values the templates have, and of how many the type is known
  --no-cache          ask helmfile, render and check anew, whatever was kept of checks before
  --cluster           ask the environment's cluster for the last release instead, whoever applied it
  -f, --values FILE   with CHART: one more rendering, with the values of all FILEs, the last one the strongest

Examples: chartroom -e staging -e production check
          chartroom check charts/web
          chartroom check --baseline chartroom-baseline.json --update-baseline
`;
