import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checkRendered } from "../../scripts/check/check.ts";
import { locatorsOf } from "../../scripts/check/places/locator.ts";
import { isObject, type Json, type ValuePath, valueAt } from "../../scripts/core/json.ts";
import type { Place } from "../../scripts/core/source.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import type { Renderer } from "../../scripts/render/model.ts";
import { phasesRequest, renderReleases } from "../../scripts/render/releases.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";
import { chartroom, projectRoot, repositoryOf } from "../rig.ts";
import { withRenderer } from "./renderer.ts";

const test = suite("check: the line of the template that wrote a field, and the value behind it");
let renderer: Renderer;

withRenderer(test, (one) => {
  renderer = one;
});

const head =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  selector: { matchLabels: { app: web } }\n";
const chart = {
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/values.yaml": `replicas: two
resources:
  limits:
    memory: 512MB
ports:
  - name: http
    containerPort: "80"
security:
  runAsUsr: 3
labels:
  a: 1
`,
  "charts/web/templates/_helpers.tpl": `{{- define "web.container" -}}
name: web
image: web:1.0
ports:
  {{- range .Values.ports }}
  - name: {{ .name }}
    containerPort: {{ .containerPort | quote }}
  {{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
{{- with .Values.security }}
securityContext: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
`,
  "charts/web/templates/deployment.yaml": `${head}  replicas: {{ .Values.replicas }}
  template:
    metadata:
      labels:
        app: web
        {{- range $k, $v := .Values.labels }}
        {{ $k }}: {{ $v }}
        {{- end }}
      annotations:
        checksum: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}
    spec:
      containers:
        - {{- include "web.container" . | nindent 10 }}
`,
  "charts/web/templates/config.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  a.conf: |
    key: value
    - x: 1
  b: {{ .Values.replicas }}
`,
};

/** `CODE file:line [label's file:line]` of the errors. */
async function found(files: Record<string, string>): Promise<string[]> {
  const ran = await chartroom(["--format", "json", "check", "charts/web"], { cwd: repositoryOf(files) });
  const { diagnostics } = JSON.parse(ran.stdout) as {
    diagnostics: { code: string; severity: string; file: string; line: number; related?: Related[] }[];
  };
  interface Related {
    message: string;
    file: string;
    line: number;
  }
  const short = (file: string, line: number) => `${file.replace("charts/web/", "")}:${line}`;
  return diagnostics
    .filter((one) => one.severity === "error")
    .map(({ code, file, line, related = [] }) =>
      [code, short(file, line), ...related.map((one) => `${one.message} ${short(one.file, one.line)}`)].join(
        " ",
      ),
    )
    .sort();
}

test("through includes, loops, branches and toYaml", async () => {
  assert.equal(await found(chart), [
    "CR500 templates/_helpers.tpl:12 `security.runAsUsr` is set here values.yaml:9",
    "CR501 templates/_helpers.tpl:7",
    "CR501 templates/deployment.yaml:12",
    "CR501 templates/deployment.yaml:6 `replicas` is set here values.yaml:1",
    "CR506 templates/_helpers.tpl:9 `resources.limits.memory` is set here values.yaml:4",
  ]);
});

test("one line of several that write the same key, by the object that came of it", async () => {
  const service = (name: string, port: string) =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports:\n    - port: 80\n      targetPort: ${port}\n`;
  const files = {
    ...chart,
    "charts/web/templates/deployment.yaml": `{{- if .Values.never }}\n${service("a", "1.5")}{{- else }}\n${service("b", "2.5")}{{- end }}\n---\n${service("c", "http")}`,
  };
  assert.equal(await found(files), ["CR501 templates/deployment.yaml:18"]);
});

test("a value that is changed on its way is not named, nor one that only looks the same", async () => {
  const deployment = (replicas: string) => ({
    ...chart,
    "charts/web/values.yaml": "replicas: two\nother: two\nnested: { replicas: two }\n",
    "charts/web/templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: a, image: "b:1" }] } }
`,
  });
  const line = "CR501 templates/deployment.yaml:5";
  const cases: [string, string][] = [
    ["{{ .Values.replicas | quote }}", `${line} \`replicas\` is set here values.yaml:1`],
    ["{{ .Values.nested.replicas }}", `${line} \`nested.replicas\` is set here values.yaml:3`],
    ["{{ .Values.replicas | upper }}", line],
    ["{{ .Values.never | default .Values.replicas }}", line],
    ["{{ .Values.replicas }}{{ .Values.never }}", line],
    ["{{ $x := .Values.replicas }}{{ $x }}", line],
    ["two", line],
  ];
  for (const [written, expected] of cases)
    assert.equal(await found(deployment(written)), [expected], written);
});

test("the layer that set the value is named", async () => {
  const cwd = repositoryOf({
    ...chart,
    "helmfile.yaml":
      "environments:\n  local:\n    values: [base.yaml, local.yaml]\n---\nreleases:\n  - name: web\n    chart: ./charts/web\n    values: [base.yaml, local.yaml]\n",
    "base.yaml": "replicas: 1\n",
    "local.yaml": "# ours\nreplicas: three\nresources: {}\nports: []\nsecurity: {}\nlabels: null\n",
  });
  const ran = await chartroom(["-e", "local", "check"], { cwd });
  assert.match(ran.stdout, /`replicas` is set here, in layer \d of \d \(local\.yaml:2:1\)/);
});

/** All paths of an object down to its leaves. */
function* paths(value: Json, at: ValuePath = []): Generator<ValuePath> {
  if (at.length > 0) yield at;
  if (Array.isArray(value))
    for (const [index, one] of value.entries()) yield* paths(one as Json, [...at, index]);
  else if (isObject(value)) for (const [key, one] of Object.entries(value)) yield* paths(one, [...at, key]);
}

for (const [name, scenario] of [
  ["phoenix", "everything-extra-values.yaml"],
  ["phoenix", "minimal-values.yaml"],
  ["postgres", "minimal-values.yaml"],
] as const)
  test(`a key that is renamed where it was found is gone from the object: ${name}, ${scenario}`, async () => {
    const root = path.join(tempDirectory(), "repository");
    const chartPath = path.join(root, "charts", name);
    cpSync(path.join(projectRoot, "charts", name), chartPath, { recursive: true });
    const { value } = readYaml(readFileSync(path.join(chartPath, "ci", scenario), "utf8"));
    const release = modelRelease({ name, chart: chartPath, chartPath, values: value });
    const { rendered } = await renderReleases([release], {
      renderer,
      phases: ["install"],
      noCache: true,
      root,
    });
    const [one] = rendered;
    if (!one) throw new Error("it does not render");
    const [locate] = await locatorsOf(root, release, [one], undefined, renderer);
    if (!locate) throw new Error("it is not located");
    let [located, all] = [0, 0];
    const places = new Map<string, { place: Place; index: number; path: ValuePath }>();
    for (const [index, manifest] of one.manifests.entries())
      for (const at of paths(manifest.object)) {
        all += 1;
        const place = locate(manifest, at)?.place;
        if (!place) continue;
        located += 1;
        const text = readFileSync(path.join(root, place.file), "utf8").split("\n")[place.line - 1] as string;
        const key = text.slice(place.column - 1, place.endColumn - 1);
        // A line that writes this very key; its parent's, where the rest is made of a value, cannot be renamed alike.
        if (key === at.at(-1) && at[0] !== "apiVersion" && at[0] !== "kind")
          places.set(`${place.file}:${place.line}:${place.column}`, { place, index, path: at });
      }
    assert.ok(located / all > 0.9, `${located} of ${all}`);
    assert.ok(places.size > 20, String(places.size));
    let compared = 0;
    // Every seventh, so that it does not take long.
    for (const { place, index, path: at } of [...places.values()].filter((_, nth) => nth % 7 === 0)) {
      const file = path.join(root, place.file);
      const before = readFileSync(file, "utf8");
      const lines = before.split("\n");
      const line = lines[place.line - 1] as string;
      lines[place.line - 1] = `${line.slice(0, place.column - 1)}renamed-${line.slice(place.column - 1)}`;
      writeFileSync(file, lines.join("\n"));
      const answer = await renderer.render({ ...phasesRequest(release), phase: "install" });
      writeFileSync(file, before);
      // Helm may refuse what has no name any more; that, too, shows that it was the right line.
      if (!answer.ok) continue;
      compared += 1;
      const was = one.manifests[index];
      const now = readManifests(answer.text).filter(
        ({ object, template }) => object.kind === was?.object.kind && template === was?.template,
      );
      const same = now.some(
        ({ object }) =>
          JSON.stringify(valueAt(object, ["metadata", "name"])) ===
            JSON.stringify(valueAt(was?.object, ["metadata", "name"])) && valueAt(object, at) !== undefined,
      );
      assert.not.ok(
        same,
        `${place.file}:${place.line} does not write ${at.join(".")} of ${String(was?.object.kind)}`,
      );
    }
    assert.ok(compared > 2, String(compared));
  });

test("without findings nothing is rendered again", async () => {
  let renders = 0;
  const counting: Renderer = {
    ...renderer,
    renderPhases: (...asked) => {
      renders += 1;
      return renderer.renderPhases(...asked);
    },
  };
  // Its pods read what the chart itself makes: rules look at that, and have nothing to say.
  const folder = path.join(projectRoot, "charts/phoenix");
  const { value } = readYaml(readFileSync(path.join(folder, "ci/minimal-values.yaml"), "utf8"));
  const clean = modelRelease({
    name: "phoenix",
    chart: folder,
    chartPath: folder,
    wait: true,
    values: value,
  });
  const root = repositoryOf(chart);
  const web = modelRelease({ chart: "charts/web", chartPath: path.join(root, "charts/web") });
  const phases = ["install", "upgrade"] as const;
  const { rendered } = await renderReleases([clean, web], { renderer, phases, root: projectRoot });
  assert.is(rendered.length, 4);
  const environment = { ...modelEnvironment(clean), root: projectRoot };
  const alone = rendered.filter(({ release }) => release === clean);
  assert.equal(await checkRendered(environment, alone, {}, counting), []);
  assert.is(renders, 0);
  const both = { ...environment, root: path.parse(root).root };
  const found = await checkRendered(both, rendered, {}, counting);
  assert.ok(found.some(({ place }) => place?.file.endsWith("web/templates/deployment.yaml")));
  assert.is(renders, 1, "only the release with findings, once for its phases");
});
