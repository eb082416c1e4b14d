import type { Alone } from "./alone.ts";
import { CLOSED } from "./base.ts";
import { ownChart } from "./own-chart.ts";
import { HELMFILE } from "./repository.ts";

const CHECK = ["check"];
const own = ownChart("reports");
const chart = (file: string) => own[file] as string;
const helmfile = (from: string, to: string) => {
  if (!HELMFILE.includes(from)) throw new Error(from);
  return { "helmfile.yaml.gotmpl": HELMFILE.replace(from, () => to) };
};
const extra = (code: string, lines: string) => ({
  "helmfile.yaml.gotmpl": `${HELMFILE}  - name: «${code}»extra\n    namespace: shop\n${lines}`,
});
const REPORTS = "deploy/reports";

/** The command line, the helmfile and whole files. */
export const alone: Readonly<Record<string, Alone>> = {
  CR001: { words: ["check", "--no-such-option"], exit: 2, told: ["CR001"] },
  CR010: { words: ["check", "deploy/nowhere"], exit: 2, told: ["CR010"] },
  CR012: { words: ["check", "--baseline", "known.json"], exit: 2, told: ["CR012"] },
  CR013: {
    words: ["check", "--baseline", "known.json"],
    exit: 2,
    files: { "known.json": '{ "version": 1, "findings": 3 }\n' },
    told: ["CR013"],
  },
  CR020: { words: CHECK, exit: 2, removes: ["helmfile.yaml.gotmpl"], told: ["CR020"] },
  CR021: { words: ["-e", "stagign", "check"], exit: 1, told: ["CR021"] },
  CR023: {
    words: CHECK,
    exit: 1,
    files: helmfile("{{ .Values.cluster }}", "{{ .Values«CR023».clutser }}"),
  },
  CR024: {
    words: CHECK,
    exit: 1,
    files: helmfile("      - config/common.yaml", "      - «CR024»config/comon.yaml"),
    // Of the other environment.
    told: CLOSED,
  },
  CR027: {
    words: CHECK,
    exit: 1,
    files: { "releases/worker.yaml": "concurrency: 10\nimage:\n  name: «CR027»ref+file://image.txt\n" },
  },
  CR101: { words: CHECK, exit: 1, files: { "releases/worker.yaml": "«CR101»image: \u0000\n" } },
  CR103: {
    words: CHECK,
    exit: 1,
    files: { "releases/worker.yaml": "concurrency: 10\nimage: «CR103»a: b\n" },
  },
  CR104: { words: CHECK, exit: 1, files: { "releases/worker.yaml": "«CR104»- concurrency: 10\n" } },
  CR105: {
    words: CHECK,
    exit: 1,
    closed: true,
    files: { "releases/worker.yaml": "concurrency: 10\n---\n«CR105»replicas: 2\n" },
  },
  CR106: {
    words: CHECK,
    exit: 1,
    says: "`helmfile build`, which tells the check all values, refuses it",
    files: { "releases/worker.yaml": "replicas: 2\n«CR106»replicas: 3\n" },
  },
  CR109: {
    words: CHECK,
    exit: 1,
    closed: true,
    files: { "releases/worker.yaml": "concurrency: «CR109».inf\n" },
  },
  CR110: { words: CHECK, exit: 1, files: { "releases/worker.yaml": "concurrency: «CR110»*ten\n" } },
  CR111: { words: CHECK, exit: 1, files: { "releases/worker.yaml": "«CR111»[a, b]: 1\n" } },
  CR114: {
    words: CHECK,
    exit: 1,
    closed: true,
    files: { "releases/worker.yaml": "concurrency: 10 # two lines«CR114»\rreplicas: 2\n" },
  },
  CR102: {
    words: CHECK,
    exit: 1,
    files: { "releases/worker.yaml": `«CR102»# ${"x".repeat(1024 * 1024)}\n` },
  },
  CR302: { words: CHECK, exit: 1, closed: true, files: extra("CR302", "    chart: ./deploy/extra\n") },
  CR301: { words: CHECK, exit: 0, closed: true, files: extra("CR301", "    chart: upstream/extra\n") },
  CR309: {
    words: CHECK,
    exit: 1,
    closed: true,
    files: {
      ...extra("CR309", "    chart: ./deploy/extra\n"),
      "deploy/extra/Chart.yaml": "apiVersion: v2\nname: extra\nversion: 1.0.0\ntype: library\n",
      "deploy/extra/values.schema.json": "{}\n",
    },
  },
  CR311: {
    words: CHECK,
    exit: 0,
    closed: true,
    files: extra(
      "CR311",
      "    chart: ./deploy/reports\n    strategicMergePatches:\n      - apiVersion: apps/v1\n        kind: Deployment\n        metadata: { name: extra }\n        spec: { replicas: 3 }\n",
    ),
  },
  CR312: {
    words: CHECK,
    exit: 0,
    closed: true,
    files: {
      ...extra("CR312", "    chart: ./manifests\n"),
      "manifests/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n",
    },
  },
  CR214: {
    words: CHECK,
    exit: 0,
    closed: true,
    removes: [`${REPORTS}/values.schema.json`],
    files: {
      "helmfile.yaml.gotmpl": HELMFILE.replace("- name: reports", "- name: «CR215»reports"),
      "releases/reports.yaml.gotmpl": "«CR214»hots: a\n",
    },
  },
  CR240: {
    words: CHECK,
    exit: 0,
    closed: true,
    files: { "config/staging.yaml": "cluster: shop-staging\nlogLevel: debug\n«CR240»banner: true\n" },
  },
  CR241: { words: CHECK, exit: 0, closed: true, files: { "config/stagging.yaml": "«CR241»cluster: a\n" } },
  CR232: { words: ["-e", "staging", "values", "reports.hots"], exit: 2, told: ["CR232"] },
  CR310: { words: ["-e", "staging", "render", "reprots"], exit: 2, told: ["CR310"] },
  CR230: { words: ["types"], exit: 2, told: ["CR230 schemas/environment.schema.json:1:1"] },
  CR313: {
    words: ["check", "deploy/common"],
    exit: 0,
    files: {
      "deploy/common/Chart.yaml": "«CR313»apiVersion: v2\nname: common\nversion: 1.0.0\ntype: library\n",
    },
  },
  CR314: {
    words: ["check", REPORTS],
    exit: 0,
    files: {
      [`${REPORTS}/values.yaml`]: `«CR314»${chart("values.yaml").replace("host: reports.example.com", "host: null")}`,
      [`${REPORTS}/templates/ingress.yaml`]: chart("templates/ingress.yaml").replace(
        ".Values.host",
        '(required "set the host" .Values.host)',
      ),
      [`${REPORTS}/values.schema.json`]: chart("values.schema.json").replace(
        '["image",',
        '["host", "image",',
      ),
      [`${REPORTS}/ci/host-values.yaml`]: "host: a.example.com\n",
    },
  },
  CR315: { words: ["check", "web-1.0.0.tgz"], exit: 1, files: { "web-1.0.0.tgz": "«CR315»no archive" } },
  CR550: {
    words: ["-e", "staging", "check", REPORTS, "--kube-version", "1.29"].slice(2),
    exit: 0,
    told: ["CR550"],
    files: { [`${REPORTS}/Chart.yaml`]: chart("Chart.yaml").replace(">=1.32.0-0", ">=1.29.0-0") },
  },
  CR552: {
    words: ["check", REPORTS, "--schemas", "crds"],
    exit: 1,
    files: { "crds/definitions.json": "«CR552»{}\n" },
  },
  CR583: {
    words: CHECK,
    exit: 0,
    closed: true,
    files: {
      "config/production.yaml": "cluster: shop-staging\nlogLevel: info\n",
      "config/staging.yaml": "cluster: «CR583»shop-staging\nlogLevel: debug\n",
      "helmfile.yaml.gotmpl": HELMFILE.replaceAll(
        "namespace: shop\n",
        "namespace: shop-{{ .Environment.Name }}\n",
      ),
    },
  },
  CR584: {
    words: CHECK,
    exit: 1,
    closed: true,
    files: {
      "config/production.yaml": "cluster: shop-staging\nlogLevel: info\n",
      "config/staging.yaml": "cluster: «CR584»shop-staging\nlogLevel: debug\n",
    },
  },
};
