import http from "node:http";
import { assert, suite } from "../harness.ts";
import { type Database, freePort, type Server, startPostgres } from "./postgres.ts";
import { builtRelease, command, environment, type Running, serve } from "./release.ts";

const test = suite("bin/server of the sample");

let server: Server;
let database: Database;
test.before(async () => {
  server = await startPostgres();
  database = server.database("harbour");
});
test.after(() => server.stop());

const status = async (url: string): Promise<number> => (await fetch(url)).status;

async function stopped(running: Running): Promise<void> {
  running.child.kill("SIGTERM");
  assert.equal((await running.ended).code, 0);
}

test("pages show the schema and the seeds; /readyz waits for the schema, /healthz does not", async () => {
  const { release } = builtRelease();
  const running = await serve(
    release,
    await freePort(),
    environment(database.url, { PHX_HOST: "harbour.test" }),
  );
  assert.equal(await status(`${running.url}/healthz`), 200);
  assert.equal(await status(`${running.url}/readyz`), 503);
  assert.equal(await status(`${running.url}/`), 503);
  for (const name of ["migrate", "seed"]) await command(release, [name], environment(database.url));
  assert.equal(await status(`${running.url}/readyz`), 200);
  const json = await fetch(running.url, { headers: { accept: "application/json" } });
  assert.equal(await json.json(), {
    host: "harbour.test",
    node: "nonode@nohost",
    nodes: ["nonode@nohost"],
    schema: 20260101000001,
    seeds: 3,
    version: "0.1.0",
  });
  assert.match(await (await fetch(running.url)).text(), /<dt>schema<\/dt><dd>20260101000001<\/dd>/);
  assert.equal(await status(`${running.url}/nothing`), 404);
  await stopped(running);
});

test("SIGTERM: a request that runs is finished, no new one is taken, and it ends with 0", async () => {
  const running = await serve(builtRelease().release, await freePort(), environment(database.url));
  const slow = fetch(`${running.url}/slow?ms=3000`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  running.child.kill("SIGTERM");
  let open = true;
  while (open)
    open = await fetch(`${running.url}/healthz`).then(
      () => true,
      () => false,
    );
  const answer = await slow;
  assert.equal([answer.status, answer.headers.get("connection")], [200, "close"]);
  assert.equal(await answer.text(), "slept 3000 ms\n");
  assert.equal((await running.ended).code, 0);
});

test("a thousand requests, fifty at a time over connections that stay open, all answered", async () => {
  const running = await serve(builtRelease().release, await freePort(), environment(database.url));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
  const connections = new Set<unknown>();
  const one = () =>
    new Promise<number>((resolve, reject) => {
      const request = http.get(running.url, { agent }, (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
      });
      request.on("socket", (socket) => connections.add(socket));
      request.on("error", reject);
    });
  const answers = await Promise.all(Array.from({ length: 1000 }, one));
  assert.equal(new Set(answers), new Set([200]));
  assert.ok(connections.size <= 50, `${connections.size} connections`);
  agent.destroy();
  await stopped(running);
});

test("never ready: alive, and it says why", async () => {
  const running = await serve(
    builtRelease().release,
    await freePort(),
    environment(database.url, { NEVER_READY: "true" }),
  );
  const answer = await fetch(`${running.url}/readyz`);
  assert.equal([answer.status, await answer.text()], [503, "NEVER_READY is set\n"]);
  assert.equal(await status(`${running.url}/healthz`), 200);
  await stopped(running);
});
