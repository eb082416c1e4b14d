import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { readIfThere } from "../../scripts/core/files.ts";
import { TemplateChecker } from "../../scripts/pipeline/template-checker.ts";
import { TemplateFindings } from "../../scripts/pipeline/templates.ts";
import { checkTemplates } from "../../scripts/templates/check.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";
import { chartroom, projectRoot, repositoryOf } from "../rig.ts";

const test = suite("pipeline: templates are checked beside the other stages");

// Only what is built has a thread of its own.
const program = pathToFileURL(path.join(projectRoot, "dist/scripts/chunks/template-thread.js"));

const COUNT = 9;
const name = (at: number) => `app${at}`;

/** Nine charts, each with a finding of its own. */
const root = repositoryOf({
  "helmfile.yaml": `environments:\n  local: {}\n  staging: {}\n---\nreleases:\n${Array.from(
    { length: COUNT },
    (_, at) => `  - name: ${name(at)}\n    chart: ./charts/${name(at)}\n`,
  ).join("")}`,
  ...Object.fromEntries(
    Array.from({ length: COUNT }, (_, at) => [
      [`charts/${name(at)}/Chart.yaml`, `apiVersion: v2\nname: ${name(at)}\nversion: 1.0.0\n`],
      [`charts/${name(at)}/values.yaml`, "port: 80\n"],
      [
        `charts/${name(at)}/templates/config.yaml`,
        `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name(at)}\ndata:\n  a: {{ .Values.prot${at} | quote }}\n`,
      ],
    ]).flat() as [string, string][],
  ),
});
const chart = (at: number) => path.join(root, "charts", name(at));
const environment = {
  ...modelEnvironment(modelRelease()),
  root,
  releases: Array.from({ length: COUNT }, (_, at) => modelRelease({ name: name(at), chartPath: chart(at) })),
};

test("in a thread of its own they find the same", async () => {
  const said = await new Promise<{ findings?: unknown }>((answer, failed) => {
    const thread = new Worker(program);
    thread.on("error", failed);
    thread.on("message", (message) => {
      answer(message);
      void thread.terminate();
    });
    thread.postMessage({ root, chart: chart(0) });
  });
  assert.equal(said, { chart: chart(0), findings: checkTemplates(root, chart(0)).findings });
  const checker = new TemplateChecker(program);
  const found = await Promise.all(
    environment.releases.map((_, at) => checker.check({ root, chart: chart(at) }, true)),
  );
  checker.close();
  for (const [at, findings] of found.entries()) {
    assert.is(findings.length > 0, true, name(at));
    assert.equal(findings, checkTemplates(root, chart(at)).findings);
  }
});

test("a thread that ends early leaves its work to this one", async () => {
  const checker = new TemplateChecker(program);
  const open = environment.releases.map((_, at) => checker.check({ root, chart: chart(at) }, true));
  checker.close();
  for (const [at, findings] of (await Promise.all(open)).entries())
    assert.equal(findings, checkTemplates(root, chart(at)).findings);
});

test("what makes a check fall over does so in either", async () => {
  const checker = new TemplateChecker(program);
  const nowhere = { root, chart: 1 as unknown as string };
  const reason = (one: Promise<unknown>) =>
    one.then(
      () => "nothing",
      (error: Error) => error.message,
    );
  assert.is(await reason(checker.check(nowhere, true)), await reason(checker.check(nowhere, false)));
  assert.not.equal(await reason(checker.check(nowhere, true)), "nothing");
  assert.equal(
    await checker.check({ root, chart: chart(0) }, true),
    checkTemplates(root, chart(0)).findings,
    "the thread goes on",
  );
  checker.close();
});

test("the findings are the same whether the work has begun before or not", async () => {
  const [ahead, plain] = [new TemplateFindings(true), new TemplateFindings(true)];
  ahead.begin(environment);
  const found = await ahead.of(environment);
  assert.equal(found, await plain.of(environment));
  assert.is(found.length >= COUNT, true);
  ahead.close();
  plain.close();
});

test("a check of many charts tells each finding once, in both environments, again from the cache", async () => {
  const ran = await chartroom(["check"], { cwd: root });
  for (let at = 0; at < COUNT; at += 1)
    assert.is(ran.stdout.split(`charts/${name(at)}/values.yaml:1:1 (local, staging)`).length, 2, ran.stdout);
  assert.is((await chartroom(["check"], { cwd: root })).stdout, ran.stdout);
});

test("the built chartroom asks its thread", async () => {
  const folder = tempDirectory();
  const [log, seen] = [path.join(folder, "log"), path.join(folder, "seen.mjs")];
  writeFileSync(
    seen,
    `import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";
threads.Worker = class extends threads.Worker {
  constructor(program) {
    super(program);
    this.on("message", ({ findings }) => appendFileSync(${JSON.stringify(log)}, findings ? "told\\n" : "failed\\n"));
  }
};
syncBuiltinESMExports();
`,
  );
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(seen).href}` };
  const ran = await chartroom(["-e", "local", "check", "--no-cache"], { cwd: root, env });
  assert.match(ran.stdout, /charts\/app0\/values.yaml:1:1/);
  assert.is(readIfThere(log), "told\n".repeat(COUNT));
});
