import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { takeCheckOptions } from "../../scripts/commands/check-for.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, repositoryOf } from "../rig.ts";

const test = suite("the Kubernetes that is rendered and checked for");

const chart = {
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/values.yaml": "{}\n",
  "charts/web/templates/version.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  kubernetes: {{ .Capabilities.KubeVersion.Version | quote }}
  gadgets: {{ .Capabilities.APIVersions.Has "example.org/v1/Gadget" | quote }}
{{- if .Values.budget }}
---
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:
  name: web
{{- end }}
`,
  "charts/web/ci/budget-values.yaml": "budget: true\n",
};

function helmfile(head: string, values = "", release = ""): Record<string, string> {
  return {
    ...chart,
    "helmfile.yaml": `environments:
  local:
    values: [{ context: here${values} }]
---
${head}
releases:
  - name: web
    chart: ./charts/web
${release}
`,
  };
}

async function rendered(files: Record<string, string>, ...args: string[]): Promise<string> {
  const ran = await chartroom(["-e", "local", "render", ...args], { cwd: repositoryOf(files) });
  return [...ran.stdout.matchAll(/(?:kubernetes|gadgets): "?(.*?)"?$/gm)].map((one) => one[1]).join(" ");
}

test("the release's kubeVersion, the helmfile's, the environment's value, and --kube-version over all", async () => {
  const all = helmfile("kubeVersion: v1.33.1", ", kubeVersion: 1.34", "    kubeVersion: v1.32.5");
  assert.is(await rendered(all), "v1.32.5 false");
  assert.is(await rendered(helmfile("kubeVersion: v1.33.1", ", kubeVersion: 1.34")), "v1.33.1 false");
  assert.is(await rendered(helmfile("", ", kubeVersion: 1.34")), "v1.34 false");
  assert.is(await rendered(helmfile("", ", kubeVersion: 1.30")), "v1.30 false");
  assert.is(await rendered(all, "--kube-version", "1.35"), "v1.35 false");
});

test("helmfile's apiVersions are there", async () => {
  const files = helmfile("apiVersions: [example.org/v1/Gadget]\nkubeVersion: v1.33.1");
  assert.is(await rendered(files), "v1.33.1 true");
});

test("check says what it checked for; ci values are checked for the same", async () => {
  const cwd = repositoryOf(helmfile("", ", kubeVersion: 1.34"));
  const own = await chartroom(["check"], { cwd });
  assert.match(own.stderr, "; Kubernetes 1.34\n");
  assert.match(own.stdout, "Kubernetes 1.34 has no `PodDisruptionBudget` in `policy/v1beta1`");
  assert.match(own.stdout, "charts/web/ci/budget-values.yaml");
  const asked = await chartroom(["check", "--kube-version", "1.24"], { cwd });
  assert.match(asked.stdout, "is deprecated since Kubernetes 1.21, and is removed in 1.25");
  const alone = await chartroom(["check", "charts/web", "--kube-version", "1.33"], { cwd });
  assert.match(alone.stderr, "; Kubernetes 1.33\n");
  assert.match(alone.stdout, "Kubernetes 1.33 has no `PodDisruptionBudget`");
  assert.match(
    (await chartroom(["check", "charts/web"], { cwd })).stderr,
    "; Kubernetes 1.37 (the default)\n",
  );
});

test("schemas that are given are used at once, and used anew when they change", async () => {
  const cwd = repositoryOf({
    ...helmfile(""),
    "charts/web/templates/gadget.yaml":
      "apiVersion: example.org/v1\nkind: Gadget\nmetadata: { name: web }\nsize: 3\n",
  });
  const file = path.join(cwd, "schemas/example.org/gadget_v1.json");
  const give = (properties: object) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ type: "object", additionalProperties: false, properties }));
  };
  const check = async (...args: string[]) =>
    (await chartroom(["--format", "json", "check", "--schemas", "schemas", ...args], { cwd })).stdout;
  assert.match((await chartroom(["check"], { cwd })).stdout, "no schema of `example.org/v1 Gadget`");
  assert.match(await check(), "there is no folder schemas");
  give({ size: { type: "integer" } });
  assert.not.match(await check(), "Gadget");
  assert.not.match(await check("charts/web"), "Gadget");
  give({ size: { type: "string" } });
  assert.match(await check(), "`size` must be text, not a whole number");
  assert.match(await check("charts/web"), "`size` must be text, not a whole number");
});

test("verbs that go to helmfile keep these words to themselves", () => {
  const taken = (line: string) => {
    const read = takeCheckOptions(line.split(" "));
    return read.ok ? read.value : read.error[0]?.message;
  };
  assert.equal(taken("--skip-deps --kube-version 1.34 --schemas=a/b --debug"), {
    args: ["--skip-deps", "--debug"],
    kubeVersion: "1.34",
    schemas: "a/b",
  });
  assert.equal(taken("--skip-deps -- --kube-version 1.34"), {
    args: ["--skip-deps", "--", "--kube-version", "1.34"],
  });
  assert.is(taken("--kube-version=new"), "--kube-version is a version of Kubernetes such as 1.34, not `new`");
  assert.is(taken("--schemas"), "--schemas needs a value");
});
