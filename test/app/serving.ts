import { chmodSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { lesserUser } from "./parts.ts";
import { type Database, freePort, passwordForms, type Server, startPostgres } from "./postgres.ts";
import { builtRelease, command, copyOfRelease, environment, type Running, serve } from "./release.ts";

const test = suite("bin/server of the sample");

let server: Server;
let database: Database;
test.before(async () => {
  server = await startPostgres();
  database = server.database("harbour");
});
test.after(() => server.stop());

const status = async (url: string): Promise<number> => (await fetch(url)).status;

/** Waits until no connection is taken any more. */
async function refused(url: string): Promise<void> {
  let open = true;
  while (open)
    open = await fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    );
}

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
  await refused(running.url);
  const answer = await slow;
  assert.equal([answer.status, answer.headers.get("connection")], [200, "close"]);
  assert.equal(await answer.text(), "slept 3000 ms\n");
  assert.equal((await running.ended).code, 0);
});

test("SIGTERM: a connection that stays open hears that no more should come, in its last answer", async () => {
  const running = await serve(
    builtRelease().release,
    await freePort(),
    environment(database.url, { LINGER_MS: "60000" }),
  );
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (page: string) =>
    new Promise<[number | undefined, string | undefined, string]>((resolve, reject) => {
      const request = http.get(`${running.url}${page}`, { agent }, async (answer) => {
        resolve([answer.statusCode, answer.headers.connection, (await answer.toArray()).join("")]);
      });
      request.on("error", reject);
    });
  assert.equal(await ask("/readyz"), [200, "keep-alive", "ready\n"]);
  running.child.kill("SIGTERM");
  await refused(running.url);
  assert.equal(await ask("/readyz"), [503, "close", "draining\n"]);
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

test("a database that goes away: alive but not ready, and back by itself when it is back", async () => {
  const own = server.database("lost");
  const { release } = builtRelease();
  await command(release, ["migrate"], environment(own.url));
  const running = await serve(release, await freePort(), environment(own.url));
  assert.equal(await status(`${running.url}/readyz`), 200);
  const maintenance = server.database("maintenance");
  maintenance.sql("ALTER DATABASE lost ALLOW_CONNECTIONS false");
  maintenance.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lost'");
  for (const page of ["/readyz", "/"]) {
    const answer = await fetch(`${running.url}${page}`);
    const said = await answer.text();
    assert.is(answer.status, 503, said);
    for (const form of passwordForms) assert.not.ok(said.includes(form), said);
  }
  assert.equal(await status(`${running.url}/healthz`), 200);
  maintenance.sql("ALTER DATABASE lost ALLOW_CONNECTIONS true");
  assert.equal(await status(`${running.url}/readyz`), 200);
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

test("an umbrella of the same modules does the same, and serves what its asset step made", async () => {
  const { release } = builtRelease({ umbrella: true });
  const own = server.database("umbrella");
  const said: string[] = [];
  for (const name of ["migrate", "seed"])
    said.push((await command(release, [name], environment(own.url))).stdout);
  assert.match(said.join(""), /migrated 20260101000001\n.*seeded harbour\/priv\/repo\/seeds\.exs\n$/s);
  const running = await serve(release, await freePort(), environment(own.url, { PHX_HOST: "harbour.test" }));
  assert.equal(await status(`${running.url}/readyz`), 200);
  assert.match(
    await (await fetch(running.url)).text(),
    /<dd>harbour\.test<\/dd>.*<dt>seeds<\/dt><dd>3<\/dd>/,
  );
  const asset = await fetch(`${running.url}/assets/app.js`);
  assert.equal([asset.status, await asset.text()], [200, 'document.title = "harbour";\n']);
  assert.equal(await status(`${running.url}/assets/../../../releases/COOKIE`), 404);
  await stopped(running);
});

test("nodes find each other by the name of their Service; a command asks the one that runs", async () => {
  const { release } = builtRelease();
  const folder = tempDirectory();
  const names = path.join(folder, "names");
  writeFileSync(
    names,
    `{lookup, [file]}.\n${[1, 2].map((last) => `{host, {127,0,0,${last}}, ["peers"]}.`).join("\n")}\n`,
  );
  // No epmd, which would stay: each node listens on a fixed port, as the chart has it, of an address of its own.
  const distribution = await freePort();
  const env = (last: number) =>
    environment(database.url, {
      RELEASE_DISTRIBUTION: undefined,
      POD_IP: `127.0.0.${last}`,
      ERL_AFLAGS: `-start_epmd false -erl_epmd_port ${distribution} -kernel inet_dist_use_interface {127,0,0,${last}}`,
      ERL_INETRC: names,
      DNS_CLUSTER_QUERY: "peers",
    });
  const both = [
    await serve(release, await freePort(), env(1)),
    await serve(release, await freePort(), env(2)),
  ];
  const nodes = async (running: Running): Promise<string> => {
    const answer = await fetch(running.url, { headers: { accept: "application/json" } });
    return ((await answer.json()) as { nodes: string[] }).nodes.join();
  };
  for (const one of both) {
    let seen = "";
    while (!seen.includes(",")) seen = await nodes(one);
    assert.equal(seen, "harbour@127.0.0.1,harbour@127.0.0.2");
  }
  const asked = await command(release, ["harbour", "rpc", "IO.puts(node())"], env(2));
  assert.equal([asked.code, asked.stdout, asked.stderr], [0, "harbour@127.0.0.2\n", ""]);
  for (const one of both) await stopped(one);
});

const asOther = "as a user who may write nowhere but to /tmp, with its secrets in files";
if (process.getuid?.() !== 0) test.cannotRun(asOther, "needs root");
else
  test(asOther, async () => {
    const { release } = copyOfRelease();
    const folder = path.dirname(release);
    chmodSync(folder, 0o755);
    writeFileSync(path.join(folder, "url"), `${server.database("files").url}\n`);
    writeFileSync(path.join(folder, "base"), "b".repeat(64));
    const env = environment(undefined, {
      SECRET_KEY_BASE: undefined,
      DATABASE_URL_FILE: path.join(folder, "url"),
      SECRET_KEY_BASE_FILE: path.join(folder, "base"),
    });
    const user = lesserUser();
    for (const name of ["migrate", "seed"])
      assert.equal((await command(release, [name], env, user)).code, 0, name);
    const running = await serve(release, await freePort(), env, user);
    assert.equal(await status(`${running.url}/readyz`), 200);
    await stopped(running);
  });
