import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { embeddedKubeconfig } from "../../scripts/cluster/names.ts";
import { type Json, valueAt } from "../../scripts/core/json.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { missingParts } from "../app/parts.ts";
import { freePort } from "../app/postgres.ts";
import { builtRelease, environment, type Running, serve } from "../app/release.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { hasTerminal, type Terminal, terminal } from "../observe/terminal.ts";
import { chartroom, projectRoot, repositoryOf, sampleRepository } from "../rig.ts";
import { script } from "../tools/fakes.ts";
import { get, noCluster, ownCluster } from "./sample.ts";

const test = suite("integration: observe, into a node of the sample's release");

const main = path.join(projectRoot, "dist/scripts/main.js");
const bin = tempDirectory();
const log = path.join(tempDirectory(), "log");
const root = sampleRepository();
const why = missingParts() ?? (hasTerminal ? undefined : "`script` of util-linux is not there");

interface Node {
  readonly name: string;
  readonly pod: string;
  readonly cookie: string;
  readonly running: Running;
  readonly env: NodeJS.ProcessEnv;
}

let env: NodeJS.ProcessEnv;
let node: Node | undefined;

/** The cluster, under another context's name so that its pods do not count as simulated, and a kubectl that forwards to here. */
test.before(async () => {
  await ownCluster();
  const kubeconfig = path.join(tempDirectory(), "kubeconfig");
  const text = readFileSync(embeddedKubeconfig(), "utf8");
  writeFileSync(kubeconfig, text.replaceAll("kwok-chartroom", "somewhere"), { mode: 0o600 });
  const real = await findTool("kubectl");
  if (!real.ok) throw new Error("kubectl is not there");
  const relay = path.join(projectRoot, "test/observe/relay.mjs");
  script(
    path.join(bin, "kubectl"),
    `case " $* " in *" port-forward "*) echo "$*" >> ${log}; exec ${process.execPath} ${relay} "$(cat ${log}.port)" "$@";; esac
exec ${real.value.path} "$@"`,
  );
  env = { PATH: `${bin}:${process.env.PATH}`, KUBECONFIG: kubeconfig };
  set({ strategy: "dns" });
  const applied = await chartroom(["-e", "local", "apply", "--yes"], { cwd: root, env });
  if (applied.code !== 0) throw new Error(applied.stderr + applied.stdout);
  if (why === undefined) node = await startNode();
});
test.after(async () => {
  node?.running.child.kill("SIGTERM");
  await node?.running.ended;
  await noCluster();
});

function set(clustering: object): void {
  const values = {
    context: "somewhere",
    namespace: "shop",
    releases: { postgres: { enabled: false } },
    phoenix: { replicaCount: 2, host: "shop.localhost", clustering },
  };
  writeFileSync(path.join(root, "environments/local/values.yaml"), JSON.stringify(values));
}

/** The first pod's node, as the chart has it start, but on this machine: its name is an address that leads nowhere here. */
async function startNode(): Promise<Node> {
  const selector = ["-l", "app.kubernetes.io/component=web"];
  const pods = valueAt(await get("pods", "-n", "shop", ...selector), ["items"]) as readonly Json[];
  const [pod] = pods;
  const address = String(valueAt(pod, ["status", "podIP"]));
  const secret = await get("secret", "phoenix", "-n", "shop");
  const cookie = Buffer.from(String(valueAt(secret, ["data", "RELEASE_COOKIE"])), "base64").toString();
  const distribution = await freePort();
  writeFileSync(`${log}.port`, `${distribution}`);
  const name = `phoenix@${address}`;
  const own = environment("postgres://nobody:nothing@127.0.0.1:1/none", {
    RELEASE_DISTRIBUTION: "name",
    RELEASE_NODE: name,
    RELEASE_COOKIE: cookie,
    POD_IP: address,
    ERL_AFLAGS: `-start_epmd false -erl_epmd_port ${distribution} -kernel inet_dist_use_interface {127,0,0,1}`,
  });
  const running = await serve(builtRelease().release, await freePort(), own);
  return { name, pod: String(valueAt(pod, ["metadata", "name"])), cookie, running, env: own };
}

const observe = (...words: string[]) => chartroom(["observe", "-e", "local", ...words], { cwd: root, env });
const observed = (...words: string[]) =>
  terminal([process.execPath, main, "observe", "-e", "local", ...words], { cwd: root, env });

/** Erlang's break menu, which Ctrl-C opens. */
async function leave(shell: Terminal): Promise<void> {
  shell.type("\x03");
  await shell.until(/BREAK: /);
  shell.type("a\r");
  await shell.ended;
}

const onNode = (name: string, run: (one: Node) => Promise<void>) => {
  if (why === undefined) test(name, () => run(node as Node));
  else test.cannotRun(name, why);
};

interface Looked {
  readonly pid: number;
  readonly words: string;
  readonly variables: string;
}

/** All processes, with their words and variables as far as they can be read. */
function processes(): Looked[] {
  const read = (file: string) => {
    try {
      return readFileSync(file, "latin1");
    } catch {
      return "";
    }
  };
  return readdirSync("/proc")
    .filter((one) => /^\d+$/.test(one))
    .map((pid) => ({
      pid: Number(pid),
      words: read(`/proc/${pid}/cmdline`),
      variables: read(`/proc/${pid}/environ`),
    }));
}

/** Those that belong to a look into the node, by the variable that only they have. */
function lookers(): Looked[] {
  return processes().filter(
    ({ variables, words }) => variables.includes("CHARTROOM_NODE=") || words.includes("relay.mjs"),
  );
}

onNode(
  "a shell on the node by its pod's name, through the forward; Ctrl-C is the shell's; nothing stays",
  async (one) => {
    const shown = terminal(
      [process.execPath, main, "observe", "-e", "local", "--via", "shell", "--pod", one.pod],
      {
        cwd: root,
        env,
      },
    );
    await shown.until(/iex\(.*\)1> $/);
    assert.match(shown.screen(), `${one.name} in shop/${one.pod}, port 4370 by a forward from `);
    assert.match(
      readFileSync(log, "utf8"),
      new RegExp(`port-forward --address 127.0.0.1 pod/${one.pod} :4370`),
    );
    shown.type('IO.puts("is " <> to_string(node()) <> " has " <> inspect(Node.list()))\r');
    await shown.until(new RegExp(`is ${one.name} has \\[\\]`));
    const seen = lookers();
    assert.ok(seen.length >= 2, `${seen.length} processes`);
    for (const { words, variables } of seen)
      assert.not.ok(words.includes(one.cookie) || variables.includes(one.cookie), words);
    const home = /(?:^|\0)HOME=([^\0]*chartroom-private[^\0]*)/.exec(
      seen.map(({ variables }) => variables).join("\0"),
    )?.[1];
    const file = path.join(String(home), ".erlang.cookie");
    assert.equal([statSync(file).mode & 0o777, statSync(String(home)).mode & 0o777], [0o400, 0o700]);
    shown.type("\x03");
    await shown.until(/BREAK: /);
    shown.type("a\r");
    await shown.ended;
    assert.not.ok(shown.screen().includes(one.cookie));
    assert.not.ok(existsSync(file));
    for (let tries = 0; lookers().length > 0 && tries < 100; tries++) await sleep(100);
    assert.equal(lookers(), []);
  },
);

onNode("the forward ends with chartroom, also where that is killed", async (one) => {
  const shown = observed("--via", "shell", "--pod", one.pod);
  await shown.until(/iex\(.*\)1> $/);
  const relays = lookers().filter(({ words }) => words.includes("relay.mjs"));
  assert.is(relays.length, 1);
  const start = [process.execPath, main, "observe"].join("\0");
  const own = processes().filter(({ words }) => words.startsWith(start));
  assert.is(own.length, 1);
  process.kill(Number(own[0]?.pid), "SIGKILL");
  await shown.ended;
  for (let tries = 0; lookers().length > 0 && tries < 100; tries++) await sleep(100);
  assert.equal(lookers(), []);
});

onNode("Erlang's shell where there is no Elixir here", async (one) => {
  const few = tempDirectory();
  for (const name of [
    "erl",
    "erlc",
    "git",
    "sh",
    "bash",
    "sed",
    "cat",
    "node",
    "dirname",
    "basename",
    "env",
    "rm",
  ]) {
    const found = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    execFileSync("ln", ["-s", found, path.join(few, name)]);
  }
  const shown = terminal(
    [process.execPath, main, "observe", "-e", "local", "--via", "shell", "--pod", one.pod],
    {
      cwd: root,
      env: { ...env, PATH: `${bin}:${few}` },
    },
  );
  await shown.until(new RegExp(`\\(${one.name}\\)1> $`));
  shown.type(`node() =:= list_to_atom("${one.name}").\r`);
  await shown.until(/\ntrue\n/);
  shown.type("\x07");
  await shown.until(/--> $/);
  shown.type("q\r");
  await shown.ended;
});

onNode("the printed script does the same, and has no cookie in it", async (one) => {
  const printed = await observe("--via", "shell", "--pod", one.pod, "--print");
  assert.is(printed.code, 0, printed.stderr);
  assert.not.ok(printed.stdout.includes(one.cookie));
  assert.match(
    printed.stdout,
    `get secret phoenix -o 'go-template={{ index .data "RELEASE_COOKIE" | base64decode }}'`,
  );
  const file = path.join(tempDirectory(), "observe.sh");
  writeFileSync(file, printed.stdout);
  if (existsSync("/usr/bin/shellcheck")) execFileSync("shellcheck", [file], { stdio: "pipe" });
  const shown = terminal(["sh", file], { cwd: root, env });
  await shown.until(new RegExp(`\\(${one.name}\\)1> $`));
  shown.type("\x07");
  await shown.until(/--> $/);
  shown.type("q\r");
  await shown.ended;
  for (let tries = 0; lookers().length > 0 && tries < 100; tries++) await sleep(100);
  assert.equal(lookers(), []);
  const exec = await observe("--via", "exec", "--print");
  assert.match(
    exec.stdout,
    /^kubectl --context somewhere --namespace shop exec --stdin --tty phoenix-\S+ --container web -- sh -c 'exec .*\/app\/bin\/\*.* remote'\n$/,
  );
});

onNode(
  "observer_cli runs on the node and talks to this terminal; a release without it is CR644",
  async (one) => {
    const words = ["--via", "cli", "--pod", one.pod];
    const lacking = await observe(...words);
    assert.is(lacking.code, 3, lacking.stderr);
    assert.match(lacking.stderr, /CR644[\s\S]*the release has no observer_cli/);
    const folder = tempDirectory();
    // As observer_cli does: prints to its group leader, and waits for a line.
    writeFileSync(
      path.join(folder, "observer_cli.erl"),
      '-module(observer_cli).\n-export([start/0]).\nstart() -> io:format("cli on ~s~n", [node()]), "q\\n" = io:get_line(""), quit.\n',
    );
    execFileSync("erlc", ["-o", folder, path.join(folder, "observer_cli.erl")]);
    const loading = observed("--via", "shell", "--pod", one.pod);
    await loading.until(/1> $/);
    loading.type(`:code.load_abs(~c"${path.join(folder, "observer_cli")}")\r`);
    await loading.until(/\{:module, :observer_cli\}/);
    await leave(loading);
    const shown = terminal([process.execPath, main, "observe", "-e", "local", ...words], { cwd: root, env });
    await shown.until(new RegExp(`cli on ${one.name}`));
    shown.type("q\r");
    assert.is(await shown.ended, 0);
  },
);

onNode("another cookie, or another name, is CR643", async (one) => {
  const variables = await childVariables(true);
  const patch = async (cookie: string) => {
    const data = { RELEASE_COOKIE: Buffer.from(cookie).toString("base64") };
    const words = ["-n", "shop", "patch", "secret", "phoenix", "-p", JSON.stringify({ data })];
    assert.is((await kubectl(words, variables)).code, 0);
  };
  await patch("quite-another-cookie");
  const ran = await observe("--via", "shell", "--pod", one.pod);
  await patch(one.cookie);
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, `CR643]: the node ${one.name} was not joined`);
  assert.not.match(ran.stderr, /quite-another/);
  const other = await observe("--via", "shell", "--pod", one.pod, "--node", "else@10.9.9.9");
  assert.match(other.stderr, /CR643\]: the node else@10\.9\.9\.9 was not joined/);
});

onNode("Telepresence that is connected to the context is the way, without a forward", async (one) => {
  const folder = tempDirectory();
  const say = (status: string, context: string) =>
    script(
      path.join(folder, "telepresence"),
      `echo '{"user_daemon":{"running":true,"status":"${status}","kubernetes_context":"${context}"}}'`,
    );
  const before = readFileSync(log, "utf8");
  say("Connected", "somewhere");
  const words = ["observe", "-e", "local", "--via", "cli", "--pod", one.pod];
  const more = { ...env, PATH: `${folder}:${env.PATH}` };
  // The pod's address leads nowhere from here, so it is tried and given up.
  const direct = await chartroom(words, { cwd: root, env: more });
  assert.match(direct.stderr, /, by Telepresence\n[\s\S]*CR643/);
  assert.is(readFileSync(log, "utf8"), before);
  say("Connected", "elsewhere");
  const forwarded = terminal([process.execPath, main, ...words], { cwd: root, env: more });
  await forwarded.until(
    /Telepresence is installed and not connected to somewhere[\s\S]*by a forward from \d+\n/,
  );
  await forwarded.until(/cli on|CR644/);
  forwarded.type("q\r");
  await forwarded.ended;
});

test("several pods: the first that is ready is taken where nobody can be asked, on a terminal it is asked", async () => {
  const ran = await observe("--via", "exec", "--print");
  assert.match(ran.stderr, /2 pods run, (phoenix-\S+) is taken: --pod NAME names another \(phoenix-\S+\)\n/);
  if (!hasTerminal) return;
  const shown = terminal([process.execPath, main, "observe", "-e", "local", "--via", "exec", "--print"], {
    cwd: root,
    env,
  });
  await shown.until(/which pod\? \[1-2, 1\]: $/);
  const second = / {2}2 {2}(\S+)\n/.exec(shown.screen())?.[1] as string;
  shown.type("5\r");
  await shown.until(/which pod\?[\s\S]*which pod\? \[1-2, 1\]: $/);
  shown.type("2\r");
  await shown.ended;
  assert.match(shown.screen(), `--tty ${second} --container web`);
});

test("no pod of that name, no release, pods that are simulated: CR641, CR310", async () => {
  const none = await observe("--pod", "phoenix-x");
  assert.is(none.code, 1, none.stderr);
  assert.match(none.stderr, /CR641[\s\S]*it has no running pod phoenix-x; those that run: phoenix-/);
  assert.match((await observe("--release", "nothing")).stderr, /CR310/);
});

test("without Erlang here it is CR644, exit 3", async () => {
  const bare = tempDirectory();
  for (const name of ["git", "sh", "bash", "sed", "cat", "node"]) {
    const found = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    execFileSync("ln", ["-s", found, path.join(bare, name)]);
  }
  const ran = await chartroom(["observe", "-e", "local"], {
    cwd: root,
    env: { ...env, PATH: `${bin}:${bare}` },
  });
  assert.is(ran.code, 3, ran.stderr);
  assert.match(ran.stderr, /CR644[\s\S]*erl is not on PATH/);
});

/** Somebody else's chart, whose pod says nothing of its node but a cookie. */
const foreign = {
  "helmfile.yaml": `environments:
  local:
    values: [{context: somewhere}]
---
releases: [{name: web, namespace: foreign, chart: ./web}]
`,
  "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
  "web/templates/all.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: a, image: "web:1", env: [{name: RELEASE_COOKIE, value: kAnary0plainly}]}]
`,
};

test("a pod that does not say how its node is called is CR642, --node and --port help; a cookie in the spec is not shown", async () => {
  const cwd = repositoryOf(foreign);
  const applied = await chartroom(["-e", "local", "apply", "--yes"], { cwd, env });
  assert.is(applied.code, 0, applied.stderr + applied.stdout);
  const ask = (...words: string[]) =>
    chartroom(["observe", "-e", "local", "--print", ...words], { cwd, env });
  const ran = await ask();
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, /CR642[\s\S]*it has no RELEASE_NODE[\s\S]*--node NAME@10\./);
  assert.match(
    (await ask("--node", "web@10.0.0.9")).stderr,
    /CR642[\s\S]*where it listens[\s\S]*--port PORT/,
  );
  const printed = await ask("--node", "web@10.0.0.9", "--port", "9000");
  assert.is(printed.code, 0, printed.stderr);
  assert.match(printed.stdout, /CHARTROOM_NODE=web@10\.0\.0\.9/);
  assert.not.match(printed.stdout + printed.stderr, /kAnary/);
});

test("distribution that is off is CR640, also where the shell would start in the pod", async () => {
  set({ strategy: "none" });
  const applied = await chartroom(["-e", "local", "apply", "--yes"], { cwd: root, env });
  assert.is(applied.code, 0, applied.stderr + applied.stdout);
  for (const via of ["observer", "exec"]) {
    const ran = await observe("--via", via);
    assert.is(ran.code, 1, ran.stderr);
    assert.match(ran.stderr, /CR640[\s\S]*`clustering\.strategy: none`/);
  }
});
