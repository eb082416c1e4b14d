import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type CheckedCharts, checkChartsAlone } from "../../scripts/chart/alone.ts";
import type { Diagnostic } from "../../scripts/core/diagnostic.ts";
import { privateDirectory } from "../../scripts/core/private-directory.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, repositoryOf } from "../rig.ts";
import { archiveOf, chartFiles, schema } from "./chart.ts";

const test = suite("chart alone: checked without an environment and without helmfile");

async function check(
  cwd: string,
  words: readonly string[],
  values: readonly string[] = [],
): Promise<CheckedCharts> {
  const result = await checkChartsAlone(words, { cwd, values });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const told = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(
    (one) => `${one.severity} ${one.code} ${one.place?.file}:${one.place?.line} under ${one.valuesFile}`,
  );

test("a chart of `helm create` gives no error, and only warnings that are true", async () => {
  const helm = await findTool("helm");
  if (!helm.ok) throw new Error("helm is not there");
  const cwd = tempDirectory();
  const made = spawnSync(helm.value.path, ["create", "web"], { cwd, encoding: "utf8" });
  assert.is(made.status, 0, made.stderr);
  const { diagnostics } = await check(cwd, ["web"]);
  // No requests, no security context, a test pod on `busybox` without a tag, no schema: so it is.
  assert.equal([...new Set(diagnostics.map((one) => one.code))].sort(), ["CR215", "CR538", "CR540", "CR544"]);
  const ran = await chartroom(["check", "web"], { cwd });
  assert.is(ran.code, 0, ran.stdout);
  assert.match(ran.stderr, "checked web  its defaults; 4 objects, 1 of them hooks, for install and upgrade");
  const strict = await chartroom(["check", "web", "--fail-on", "warning"], { cwd });
  assert.is(strict.code, 1);
});

test("it is rendered under its defaults and each ci file, in both phases; a finding names its values file", async () => {
  const cwd = repositoryOf(
    chartFiles("web", {
      "ci/green-values.yaml": "color: green\n",
      "ci/typo-values.yaml": "color: green\ncolour: red\n",
      "ci/notes.yaml": "colour: red\n",
      "templates/config.yaml":
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n{{- if and .Release.IsUpgrade (eq .Values.color "green") }}\ndate: {}\n{{- end }}\n',
    }),
  );
  const { diagnostics, checked } = await check(cwd, ["web"]);
  assert.equal(told(diagnostics), [
    "error CR500 web/templates/config.yaml:6 under web/ci/green-values.yaml",
    "error CR203 web/ci/typo-values.yaml:2 under web/ci/typo-values.yaml",
  ]);
  assert.is(checked[0]?.scenarios, 3);
});

test("a comment in a template silences a finding about the manifest at its line, and no other", async () => {
  const config = (comment: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n${comment}\ndate: {}\n`;
  const of = async (comment: string) =>
    told(
      (
        await check(
          repositoryOf(
            chartFiles("web", {
              "templates/config.yaml": config(comment),
            }),
          ),
          ["web"],
        )
      ).diagnostics,
    );
  const found = "error CR500 web/templates/config.yaml:6 under undefined";
  assert.ok((await of("# a comment")).includes(found));
  assert.not((await of("# chartroom-ignore CR500 an operator reads it")).includes(found));
  assert.ok((await of("# chartroom-ignore CR502 an operator reads it")).includes(found));
});

test("a chart that asks for values: an error by itself, information where ci files or -f give them", async () => {
  const asking = chartFiles("web", {
    "templates/ask.yaml": '{{ $_ := required "name the owner" .Values.owner }}\n',
    "values.schema.json": "{}",
  });
  const cwd = repositoryOf({ ...asking, "mine.yaml": "owner: me\n" });
  const alone = await check(cwd, ["web"]);
  assert.equal(told(alone.diagnostics), ["error CR303 web/templates/ask.yaml:1 under undefined"]);
  assert.match(alone.diagnostics[0]?.message as string, "chart `web`: name the owner");
  const given = await check(cwd, ["web"], ["mine.yaml"]);
  assert.equal(told(given.diagnostics), ["info CR314 web/values.yaml:1 under undefined"]);
  assert.match(given.diagnostics[0]?.note as string, "name the owner");
  writeFileSync(path.join(cwd, "mine.yaml"), "color: red\n");
  assert.equal(told((await check(cwd, ["web"], ["mine.yaml"])).diagnostics), [
    "info CR314 web/values.yaml:1 under undefined",
    "error CR303 web/templates/ask.yaml:1 under mine.yaml",
  ]);
});

test("values files of -f are merged, the last one the strongest; one that is not there or is broken is told", async () => {
  const cwd = repositoryOf({
    ...chartFiles("web"),
    "wrong.yaml": "color: blue\n",
    "right.yaml": "color: green\n",
    "broken.yaml": "color: [\n",
  });
  assert.equal((await check(cwd, ["web"], ["wrong.yaml", "right.yaml"])).diagnostics, []);
  const [wrong] = (await check(cwd, ["web"], ["right.yaml", "wrong.yaml"])).diagnostics;
  assert.equal([wrong?.place?.file, wrong?.valuesFile], ["wrong.yaml", "right.yaml + wrong.yaml"]);
  assert.equal(told((await check(cwd, ["web"], ["none.yaml"])).diagnostics), [
    "error CR100 none.yaml:1 under none.yaml",
  ]);
  assert.equal(
    (await check(cwd, ["web"], ["broken.yaml"])).diagnostics.map((one) => one.code),
    ["CR103"],
  );
});

test("values files elsewhere serve a folder and an archive, with their places", async () => {
  const top = repositoryOf({ ...chartFiles("work/web"), "else/where.yaml": "\ncolor: blue\n" });
  const cwd = path.join(top, "work");
  writeFileSync(path.join(cwd, "web.tgz"), archiveOf(chartFiles("web")));
  for (const word of ["web", "web.tgz"])
    assert.equal(told((await check(cwd, [word], ["../else/where.yaml"])).diagnostics), [
      "error CR205 ../else/where.yaml:2 under ../else/where.yaml",
    ]);
  const [archive] = (await check(cwd, ["web.tgz"], ["../else/where.yaml"])).checked;
  const copy = path.resolve(archive?.chart.root as string, "../else/where.yaml");
  const own = path.join(privateDirectory().path, "charts", "\\d+", "");
  assert.match(copy, new RegExp(`^${own}`), "the copy stays in the chart's own folder");
  const ran = await chartroom(["check", "web.tgz", "-f", "../else/where.yaml"], { cwd });
  assert.match(ran.stdout, "    2 | color: blue");
});

test("a chart that cannot be loaded is told by its own name, also where that is no name for a release", async () => {
  const cwd = repositoryOf(
    chartFiles("web", {
      "Chart.yaml": 'apiVersion: v2\nname: My_Web\nversion: 1.0.0\nkubeVersion: ">=1.99"\n',
    }),
  );
  const { diagnostics } = await check(cwd, ["web"]);
  assert.equal(told(diagnostics), ["error CR308 web/Chart.yaml:1 under undefined"]);
  assert.match(diagnostics[0]?.message as string, "chart `My_Web`: chart requires kubeVersion");
});

test("dependencies that are not there are one finding; the templates are checked all the same", async () => {
  const cwd = repositoryOf(
    chartFiles("web", {
      "Chart.yaml":
        "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - name: redis\n    version: 1.x\n    repository: https://charts.example.com\n",
      "templates/broken.yaml": "{{ if }}\n",
    }),
  );
  const { diagnostics } = await check(cwd, ["web"]);
  assert.equal(told(diagnostics), [
    "error CR401 web/templates/broken.yaml:1 under undefined",
    "error CR307 web/Chart.yaml:1 under undefined",
  ]);
});

test("of a library only the templates are checked, and that is said", async () => {
  const cwd = repositoryOf(
    chartFiles("lib", {
      "Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n",
      "templates/_broken.tpl": "{{ if }}\n",
    }),
  );
  const { diagnostics } = await check(cwd, ["lib"]);
  assert.equal(
    diagnostics.map((one) => one.code),
    ["CR401", "CR313"],
  );
});

test("a packaged chart gives what its folder gives, with places and code frames in the archive", async () => {
  const files = chartFiles("web", {
    "ci/typo-values.yaml": "colour: red\n",
    [`templates/${"long".repeat(30)}.yaml`]: "{{ if }}\n",
    "../../outside.yaml": "x\n",
  });
  const cwd = repositoryOf(
    chartFiles("web", {
      "ci/typo-values.yaml": "colour: red\n",
      [`templates/${"long".repeat(30)}.yaml`]: "{{ if }}\n",
    }),
  );
  writeFileSync(path.join(cwd, "web-1.0.0.tgz"), archiveOf(files));
  const folder = await check(cwd, ["web"]);
  const archive = await check(cwd, ["web-1.0.0.tgz"]);
  assert.ok(folder.diagnostics.some((one) => one.code === "CR401"));
  assert.equal(
    told(archive.diagnostics),
    told(folder.diagnostics).map((one) => one.replaceAll("web/", "web-1.0.0.tgz/")),
  );
  const ran = await chartroom(["check", "web-1.0.0.tgz"], { cwd });
  assert.match(ran.stdout, "web-1.0.0.tgz/ci/typo-values.yaml:1:1\n    1 | colour: red\n      | ^^^^^^");
  const whole = archiveOf(files);
  writeFileSync(path.join(cwd, "cut.tgz"), whole.subarray(0, whole.length / 2));
  assert.equal(told((await check(cwd, ["cut.tgz"])).diagnostics), ["error CR315 cut.tgz:1 under undefined"]);
});

test("several charts, a folder of charts, a chart elsewhere, the chart one stands in", async () => {
  const cwd = repositoryOf({
    ...chartFiles("charts/a"),
    ...chartFiles("charts/b"),
    "charts/README.md": "",
    "x/y": "",
  });
  const shown = async (from: string, ...words: string[]) => {
    const { checked, root } = await check(path.join(cwd, from), words);
    return [path.relative(cwd, root), ...checked.map((one) => one.chart.shown)];
  };
  assert.equal(await shown(".", "charts/b", "charts/a", "charts/b"), ["", "charts/b", "charts/a"]);
  assert.equal(await shown(".", "charts"), ["", "charts/a", "charts/b"]);
  assert.equal(await shown("x", "../charts/a"), ["charts", "a"]);
  assert.equal(await shown("charts/a", "."), ["charts/a", "."]);
  const bad = repositoryOf(chartFiles("a", { "templates/broken.yaml": "{{ if }}\n" }));
  assert.equal(
    told((await check(path.join(bad, "a"), ["."])).diagnostics)[0],
    "error CR401 templates/broken.yaml:1 under undefined",
  );
});

test("example secrets of a chart are no secrets: not told, and their words stay readable; those of -f are", async () => {
  const leak =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: postgres-config\n  laebls: {}\ndata:\n  password: {{ .Values.password }}\n";
  const cwd = repositoryOf({
    ...chartFiles("web", {
      "templates/config.yaml": leak,
      "values.schema.json": schema({ password: { type: "string", writeOnly: true } }),
      "ci/own-values.yaml": "password: postgres-config\n",
    }),
    "mine.yaml": "password: hunter2-hunter2\n",
  });
  const ran = await chartroom(["check", "web"], { cwd });
  assert.match(ran.stdout, "ConfigMap/postgres-config: unknown field");
  assert.not.match(ran.stdout, /CR209|CR541|<secret>/);
  const given = await chartroom(["check", "web", "-f", "mine.yaml"], { cwd });
  assert.match(given.stdout, "CR541");
  assert.match(given.stdout, "CR209");
  assert.not.match(given.stdout, "hunter2");
});

test("the words of a chart alone: a wrong path is 2, -e and other options of environments are refused", async () => {
  const cwd = repositoryOf({ ...chartFiles("web"), "helmfile.yaml": "environments:\n  staging: {}\n" });
  const of = async (...words: string[]) => {
    const ran = await chartroom(words, { cwd });
    return [ran.code, (ran.stdout + ran.stderr).split("\n").slice(0, 2).join("\n")];
  };
  assert.equal(await of("check", "wbe"), [
    2,
    "error[CR010]: there is no chart at wbe\n  help: name a folder with a Chart.yaml, a packaged chart (.tgz), or a folder of charts",
  ]);
  assert.equal(await of("check", "staging"), [
    2,
    "error[CR010]: there is no chart at staging\n  help: for the environment: chartroom -e staging check",
  ]);
  assert.equal(await of("-e", "staging", "check", "web"), [
    2,
    "error[CR001]: a chart alone is checked without an environment: `-e staging` and `web` exclude each other\n  help: chartroom check web, or chartroom -e staging check",
  ]);
  assert.equal((await of("-f", "helmfile.yaml", "check", "web"))[0], 2);
  assert.equal((await of("-l", "app=web", "check", "web"))[0], 2);
  assert.equal((await of("check", "web", "--cluster"))[0], 2);
});
