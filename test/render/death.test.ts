import { spawn, spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EngineClient } from "../../scripts/engine/client.ts";
import { engineRenderer } from "../../scripts/render/engine.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { chart, renderers, request } from "./renderers.ts";

const test = suite("render: an engine that dies");

/** An engine that answers all but one release name, at which it dies. */
function fakeEngine(deadly: string): string {
  const file = path.join(tempDirectory(), "engine");
  writeFileSync(
    file,
    `#!${process.execPath}
let rest = "";
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    const { id, name } = JSON.parse(line);
    if (name === ${JSON.stringify(deadly)}) process.exit(3);
    setTimeout(() => process.stdout.write(JSON.stringify({ id, ok: true, phases: [{ ok: true, text: name, notes: "" }] }) + "\\n"), 20);
  }
});
`,
  );
  chmodSync(file, 0o755);
  return file;
}

test("an engine that is closed while it works answers, and does not start anew", async () => {
  const client = new EngineClient(fakeEngine("none"));
  const answers = [1, 2, 3].map((at) => client.ask({ name: `r${at}` }));
  await client.close();
  for (const answer of await Promise.all(answers)) assert.is(answer.ok, false);
});

test("is started again; only the request that kills it fails", async () => {
  const engine = engineRenderer(new EngineClient(fakeEngine("deadly")), "fake");
  const names = ["one", "deadly", "two", "three"];
  const answers = await Promise.all(
    names.map((releaseName) => engine.render(request("/x", { releaseName }))),
  );
  assert.equal(
    answers.map((one) => (one.ok ? one.text : one.message)),
    ["one", "the Helm engine ended unexpectedly, twice", "two", "three"],
  );
  const later = await engine.render(request("/x", { releaseName: "later" }));
  assert.ok(later.ok && later.text === "later");
  await engine.close();
});

test("a binary that is not there is an answer, not a crash", async () => {
  const engine = engineRenderer(new EngineClient("/nowhere/engine"), "none");
  const answer = await engine.render(request("/x"));
  assert.is(answer.ok, false);
  await engine.close();
});

test("an idle engine does not keep the process alive, and a request does", async () => {
  const { enginePath } = await renderers();
  const script = `
    import { engineRenderer } from ${JSON.stringify(path.join(projectRoot, "scripts/render/engine.ts"))};
    import { EngineClient } from ${JSON.stringify(path.join(projectRoot, "scripts/engine/client.ts"))};
    const engine = engineRenderer(new EngineClient(${JSON.stringify(enginePath)}), "x");
    const answer = await engine.render(${JSON.stringify(request(chart("parent")))});
    console.log(answer.ok);`;
  const ran = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: projectRoot,
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.is(ran.stdout, "true\n", ran.stderr);
  assert.is(ran.status, 0);
});

test("broken lines get an answer and the engine goes on", async () => {
  const { enginePath } = await renderers();
  const input = `not json\n{"id":1,"op":"nothing"}\n{"id":2,"op":"version"}\n{"id":3,"op":"render"}\n`;
  const ran = spawnSync(enginePath, [], { input, encoding: "utf8" });
  const answers = ran.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: number; ok: boolean });
  assert.equal(answers.map((one) => one.id).sort(), [0, 1, 2, 3]);
  assert.equal(
    answers.filter((one) => one.ok).map((one) => one.id),
    [2],
  );
  assert.is(ran.status, 0);
});

test("the engine goes on while nobody reads its answers", async () => {
  const { enginePath } = await renderers();
  const child = spawn(enginePath, [], { stdio: ["pipe", "pipe", "inherit"] });
  const line = (id: number) =>
    `${JSON.stringify({ id, op: "values", files: [{ text: `a: ${"x".repeat(4000)}` }] })}\n`;
  // Far more than two pipes hold: it all fits in only when the answers do not wait for a reader.
  const lines = Array.from({ length: 500 }, (_, at) => line(at));
  await new Promise((taken) => child.stdin.end(lines.join(""), () => taken(undefined)));
  let answers = 0;
  for await (const chunk of child.stdout) answers += String(chunk).split("\n").length - 1;
  assert.is(answers, 500);
});
