import { readFileSync } from "node:fs";
import path from "node:path";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { assert, suite } from "../harness.ts";
import type { Docker } from "./dockerd.ts";
import { build, sampleProject } from "./places.ts";
import { rootArchive } from "./rootfs.ts";
import { composeTool } from "./tools.ts";

const POSTGRES = "localhost/test/postgres:15";

/** The sample with init's own compose.yaml, run by the real Compose on a docker. */
export async function composeSuite(docker: Docker): Promise<void> {
  const test = suite("images: init's compose.yaml, by the real Compose");
  const tool = await composeTool();
  if ("missing" in tool) return test.cannotRun("up, the page, up again, down", tool.missing);
  const root = await sampleProject();
  let image = "";
  const compose = (...words: string[]): Promise<Ran> =>
    run(tool.path, words, { cwd: root, env: { ...docker.env, IMAGE: image, POSTGRES_IMAGE: POSTGRES } });
  const rest = async () =>
    (
      await Promise.all([
        docker.must("ps", "--all", "--quiet"),
        docker.must("volume", "ls", "--quiet"),
        docker.must("network", "ls", "--quiet", "--filter", "type=custom"),
      ])
    ).join("");

  /** The page as its readers see it, from inside the network where the port is published. */
  async function page(): Promise<{ status: number; body: Record<string, unknown> }> {
    const script = `fetch("http://127.0.0.1:4000/", { headers: { accept: "application/json" } }).then(async (answer) => console.log(JSON.stringify({ status: answer.status, body: await answer.json() })))`;
    const [enter = "", ...words] = docker.network.enter;
    const ran = await run(enter, [...words, process.execPath, "-e", script]);
    assert.is(ran.code, 0, ran.stderr);
    return JSON.parse(ran.stdout);
  }

  async function up(): Promise<void> {
    const ran = await compose("up", "--wait", "--wait-timeout", "120", "--no-build");
    if (ran.code !== 0) console.log((await compose("logs", "--no-color")).stdout);
    assert.is(ran.code, 0, ran.stderr);
  }

  test.before(async () => {
    await docker.must("import", await rootArchive("postgres"), "localhost/test/postgres-root:15");
    const context = path.join(import.meta.dirname, "postgres");
    await docker.must(
      "build",
      "--build-arg",
      "ROOT_IMAGE=localhost/test/postgres-root:15",
      "--tag",
      POSTGRES,
      context,
    );
    const built = await build(root, docker.env);
    assert.is(built.code, 0, built.stderr);
    image = built.reference;
  });

  test("up waits until the database is migrated and seeded and the page is there", async () => {
    await up();
    const { status, body } = await page();
    assert.is(status, 200);
    assert.is(body.version, "0.1.0");
    assert.equal([body.schema, body.seeds], [20260101000001, 3]);
  });

  test("no literal secret is in the containers' configuration", async () => {
    const ids = (await docker.must("ps", "--all", "--quiet")).split("\n");
    const inspected = await docker.must("inspect", ...ids);
    for (const name of ["postgres_password", "secret_key_base", "database_url"]) {
      const value = readFileSync(path.join(root, ".secrets", name), "utf8").trim();
      assert.ok(value.length > 20);
      assert.not.ok(inspected.includes(value), name);
    }
  });

  test("up again, in new containers: what was seeded is not seeded twice", async () => {
    assert.is((await compose("down")).code, 0);
    assert.is(await docker.must("ps", "--all", "--quiet"), "");
    await up();
    assert.is((await page()).body.seeds, 3);
    assert.match((await compose("logs", "--no-color", "seed")).stdout, /has been seeded before/);
  });

  test("down leaves nothing: no container, no volume, no network", async () => {
    assert.is.not(await rest(), "");
    const ran = await compose("down", "--volumes");
    assert.is(ran.code, 0, ran.stderr);
    assert.is(await rest(), "");
  });
}
