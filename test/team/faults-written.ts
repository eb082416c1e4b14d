import type { Alone } from "./alone.ts";
import { ownChart } from "./own-chart.ts";
import { HELMFILE } from "./repository.ts";

const REPORTS = "deploy/reports";
const own = ownChart("reports");
const chartYaml = own["Chart.yaml"] as string;
const RENDER = ["-e", "staging", "render", "worker", "-o", "out"];
/** A chart of the name of a release that is there. */
const OTHER_WEB = {
  "vendor/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "vendor/web/templates/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mail\n",
};

/** What the commands tell that write files: render, package, copy --kit. */
export const writtenFaults: Readonly<Record<string, Alone>> = {
  CR316: {
    words: RENDER,
    exit: 1,
    closed: true,
    files: { "out/shop/worker/deployment-worker.yaml": "«CR316»kind: Deployment\n" },
  },
  CR317: { words: RENDER, exit: 1, closed: true, files: { out: "a file\n" }, told: ["CR317"] },
  CR318: {
    words: [
      ...["-e", "staging", "render", "--layout", "argocd", "-o", "tree"],
      ...["--repo", "https://git.example.com/shop/deploy.git"],
    ],
    exit: 1,
    open: true,
    files: {
      [`${REPORTS}/templates/keys.yaml`]: (own["templates/keys.yaml"] as string).replace(
        ".Values.token |",
        ".Values.token | sha256sum |",
      ),
    },
    told: ["CR026 helmfile.yaml.gotmpl:6:5", "CR318"],
  },
  CR809: {
    words: ["copy", "--kit", "vendor/web", "charts"],
    exit: 0,
    files: {
      ...OTHER_WEB,
      "helmfile.yaml.gotmpl": HELMFILE.replace("  - name: web", "«CR809»  - name: web"),
    },
  },
  CR830: {
    words: ["package", REPORTS],
    exit: 1,
    files: { [`${REPORTS}/Chart.yaml`]: `«CR830»${chartYaml.replace("version: 0.1.0", "version: one")}` },
  },
  CR831: {
    words: ["package", REPORTS, "--push", "oci://127.0.0.1:1/charts", "--plain-http"],
    exit: 3,
    told: ["CR831"],
  },
  CR832: { words: ["package", REPORTS, "--sign", "nobody@example.com"], exit: 3, told: ["CR832"] },
  CR833: {
    words: ["package", "--changelog", REPORTS],
    exit: 1,
    files: { [`${REPORTS}/Chart.yaml`]: `«CR833»${chartYaml}` },
  },
};
