import { appendFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { stepsOf } from "./buildkit-log.ts";
import type { Docker } from "./dockerd.ts";
import { build, importNode, NODE, sampleProject } from "./places.ts";

/** The sample as an umbrella whose assets need Node. */
export async function umbrellaSuite(docker: Docker): Promise<void> {
  const test = suite("images: the sample as an umbrella with an asset step, by docker");
  if (!(await importNode(docker))) return test.cannotRun("is built", "this Node has no npm beside it");
  const root = await sampleProject({ umbrella: true });
  const node = ["--base", `node=${NODE}`];

  test("is built, with what Node made of the assets and without Node and their sources", async () => {
    const built = await build(root, docker.env, ...node);
    assert.is(built.code, 0, built.stderr);
    const listed = await docker.must(
      "run",
      "--rm",
      "--entrypoint",
      "/usr/bin/find",
      built.reference,
      "/app",
      "/usr/local",
    );
    assert.match(listed, /\/app\/lib\/harbour_web-[^/]+\/priv\/static\/\S+/);
    assert.not.match(listed, /\/assets\/(?:js|css|package\.json)|node_modules|\/node\n/);
  });

  test("a change of a module does not run Node again, and a change of the assets compiles nothing", async () => {
    appendFileSync(path.join(root, "apps/harbour_web/lib/harbour_web/router.ex"), "\n# changed\n");
    const code = stepsOf((await build(root, docker.env, ...node)).stderr).filter(({ cached }) => !cached);
    assert.ok(code.some(({ text }) => text === "RUN mix compile"));
    assert.not.ok(
      code.some(({ stage }) => stage === "webpack"),
      JSON.stringify(code),
    );
    appendFileSync(path.join(root, "apps/harbour_web/assets/README.md"), "changed\n");
    const assets = stepsOf((await build(root, docker.env, ...node)).stderr).filter(({ cached }) => !cached);
    assert.ok(assets.some(({ stage }) => stage === "webpack"));
    assert.not.ok(
      assets.some(({ stage }) => stage === "compile" || stage === "deps"),
      JSON.stringify(assets),
    );
  });
}
