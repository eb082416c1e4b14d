import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { readIfThere } from "../../scripts/core/files.ts";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { type CliResult, chartroom, repository, sampleRepository } from "../rig.ts";

const test = suite(
  "commands: tools are asked once for what does not change, and anew before a cluster is changed",
);

interface Counted extends CliResult {
  /** How often the tool was called with the word that is counted. */
  readonly calls: number;
}

/** Runs chartroom in a repository with a cache of its own, and counts the calls of a tool that have a word. */
async function counter(root: string, name: "helmfile" | "sops", word: string) {
  const tool = await findTool(name);
  if (!tool.ok) throw new Error(`no ${name}`);
  const folder = tempDirectory();
  const log = path.join(folder, "log");
  const script = path.join(folder, name);
  writeFileSync(
    script,
    `#!/bin/sh\ncase " $* " in *" ${word} "*) echo x >> "${log}" ;; esac\nexec "${tool.value.path}" "$@"\n`,
  );
  chmodSync(script, 0o755);
  const env = {
    PATH: `${folder}${path.delimiter}${process.env.PATH}`,
    CHARTROOM_CACHE: tempDirectory(),
    CHARTROOM_TOOLS: toolsDirectory(),
    XDG_CONFIG_HOME: folder,
    SOPS_AGE_KEY_FILE: undefined,
    SOPS_AGE_KEY: undefined,
  };
  return async (args: string, more: NodeJS.ProcessEnv = {}): Promise<Counted> => {
    const before = (readIfThere(log) ?? "").length;
    const ran = await chartroom(args.split(" "), { cwd: root, env: { ...env, ...more } });
    return { ...ran, calls: ((readIfThere(log) ?? "").length - before) / "x\n".length };
  };
}

test("check, render and values share what helmfile said; --no-cache, plan and apply ask anew", async () => {
  const run = await counter(repository("minimal"), "helmfile", "build");
  assert.is((await run("-e local check")).calls, 2);
  for (const verb of ["check", "render", "values"]) assert.is((await run(`-e local ${verb}`)).calls, 0, verb);
  for (const verb of ["check", "render", "values"])
    assert.is((await run(`-e local ${verb} --no-cache`)).calls, 2, verb);
  for (const verb of ["apply", "plan"]) assert.ok((await run(`-e local ${verb}`)).calls >= 2, verb);
});

test("sops opens the same bytes once for the same keys", async () => {
  const run = await counter(sampleRepository(), "sops", "decrypt");
  const values = "-e local values postgres";
  const first = await run(values);
  assert.ok(first.calls > 0);
  const second = await run(values);
  assert.is(second.calls, 0);
  assert.is(second.stdout, first.stdout);
  assert.match(second.stdout, /<secret>/);
  const shut = await run(values, { SOPS_AGE_KEY_FILE: "/nowhere" });
  assert.ok(shut.calls > 0, "without the key it is asked again");
});

test("findings of templates follow the chart's files", async () => {
  const root = repository("minimal");
  const run = await counter(root, "helmfile", "build");
  const template = path.join(root, "charts/web/templates/more.yaml");
  const text = (value: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: more }\ndata: { a: {{ .Values.${value} | quote }} }\n`;
  writeFileSync(template, text("image"));
  const clean = await run("-e local check");
  writeFileSync(template, text("imaje"));
  const wrong = await run("-e local check");
  assert.is.not(wrong.stdout, clean.stdout);
  assert.match(wrong.stdout, /imaje/);
  // Other values, the same chart: what was found is found again.
  const layer = path.join(root, "environments/local.yaml");
  writeFileSync(layer, `${readFileSync(layer, "utf8")}# a comment\n`);
  assert.is((await run("-e local check")).stdout, wrong.stdout);
});
