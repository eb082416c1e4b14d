import type { Alone } from "./alone.ts";
import { ownChart } from "./own-chart.ts";

const own = ownChart("reports");
const REPORTS = "deploy/reports";
const chartYaml = own["Chart.yaml"] as string;
const values = own["values.yaml"] as string;
const LINT = ["lint", "--native", REPORTS];

/** What the commands about linting and copies tell. */
export const others: Readonly<Record<string, Alone>> = {
  CR541: {
    words: ["check"],
    exit: 1,
    open: true,
    files: {
      [`${REPORTS}/templates/config.yaml`]: `${own["templates/config.yaml"]}  «CR541»PASSWORD: {{ .Values.password | quote }}\n`,
    },
    told: ["CR026 helmfile.yaml.gotmpl:6:5"],
  },
  CR801: {
    words: ["copy", "--check"],
    exit: 1,
    edits: [["charts.lock.json", /kit\.git#v1:charts\/web/, "kit.git#v8:charts/web"]],
    told: ["CR801"],
  },
  CR802: { words: ["copy", "--check"], exit: 2, files: { "charts.lock.json": "«CR802»{" } },
  CR803: {
    words: ["copy", "postgres", "deploy"],
    exit: 2,
    files: { "deploy/postgres/a": "a" },
    told: ["CR803"],
  },
  CR804: {
    words: ["copy", "--check", "--fail-on", "warning"],
    exit: 1,
    files: { "deploy/web/values.yaml": "«CR804»replicas: 2\n" },
  },
  CR806: {
    words: ["copy", "--check"],
    exit: 1,
    files: { "deploy/web/values.yaml": "replicas: 1\n«CR806»<<<<<<< a\na: 1\n=======\na: 2\n>>>>>>> b\n" },
  },
  CR821: {
    words: LINT,
    exit: 1,
    files: { [`${REPORTS}/Chart.yaml`]: `${chartYaml}«CR821»maintainer: a\n` },
  },
  CR822: {
    words: LINT,
    exit: 1,
    files: {
      "ct.yaml": "chart-dirs: [deploy]\nvalidate-maintainers: true\n",
      [`${REPORTS}/Chart.yaml`]: chartYaml
        .replace(/maintainers:\n.*\n/, "")
        .replace("name: ", "name: «CR822»"),
    },
  },
  CR823: {
    words: LINT,
    exit: 1,
    files: { [`${REPORTS}/values.yaml`]: values.replace("replicas: 2", "replicas: «CR823» 2") },
  },
  CR825: { words: ["lint", "--native"], exit: 2, told: ["CR825"] },
  CR826: { words: LINT, exit: 2, files: { "lintconf.yaml": "rules:\n  «CR826»no-such-rule: enable\n" } },
  CR827: {
    words: LINT,
    exit: 0,
    files: { "lintconf.yaml": "rules:\n  «CR827»key-ordering: enable\n" },
  },
  CR828: {
    words: LINT,
    exit: 1,
    files: { [`${REPORTS}/Chart.yaml`]: `«CR828»${chartYaml}appVersion: 1.10\n` },
  },
  CR908: { words: ["lint", "--ct", REPORTS], exit: 3, told: ["CR908"] },
};
