import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { initOptions } from "../../scripts/commands/init-words.ts";
import { help } from "../../scripts/commands/texts/init.ts";
import { filesBelow } from "../../scripts/core/files.ts";
import { digestOf } from "../../scripts/init/write/record.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";

const test = suite("init: the verb, and what it never overwrites");
const home = tempDirectory();

/** A copy of a fixture project, alone in a folder. */
function copy(name = "phx"): string {
  const root = path.join(tempDirectory(), "shop");
  cpSync(path.join(projectRoot, "test/fixtures/init", name), root, { recursive: true });
  return root;
}

const init = (root: string, ...args: string[]) =>
  chartroom(["init", "phoenix", root, "--no-mix", "--key-file", path.join(home, "keys.txt"), ...args], {
    cwd: path.dirname(root),
  });

/** Every file with its text, mode and time of change: what a run that changes nothing leaves alike. */
function state(root: string): Record<string, string> {
  return Object.fromEntries(
    filesBelow(root).map((file) => {
      const { mode, mtimeMs, ino } = statSync(path.join(root, file));
      return [file, `${mode} ${mtimeMs} ${ino} ${readFileSync(path.join(root, file), "utf8")}`];
    }),
  );
}

const record = (root: string) => JSON.parse(readFileSync(path.join(root, ".chartroom.json"), "utf8"));

test("without a terminal and without --yes nothing is written, and CR623 says so", async () => {
  const root = copy();
  const before = state(root);
  const ran = await init(root);
  assert.is(ran.code, 2);
  assert.match(ran.stderr, "error[CR623]");
  assert.match(ran.stderr, "--dry-run");
  assert.match(ran.stdout, /^new {9}Dockerfile {2}\d+ lines$/m);
  assert.equal(state(root), before);
});

test("--dry-run shows all and writes nothing; --diff shows new files whole", async () => {
  const root = copy();
  const before = state(root);
  const folded = await init(root, "--dry-run");
  assert.is(folded.code, 0);
  assert.match(folded.stdout, /^new {9}charts\/phoenix\/ {2}\d+ files$/m);
  assert.not.match(folded.stdout, "FROM ");
  const whole = await init(root, "--dry-run", "--diff");
  assert.match(whole.stdout, /^ {2}\+FROM /m);
  assert.equal(state(root), before);
});

test("a second run changes nothing, not even a time; it asks nothing, since nothing is to be asked", async () => {
  const root = copy();
  assert.is((await init(root, "--yes", "--host", "shop.test", "--port", "4100")).code, 0);
  assert.is(statSync(path.join(root, "rel/overlays/bin/healthcheck")).mode & 0o111, 0o111);
  const before = state(root);
  const again = await init(root);
  assert.is(again.code, 0, again.stdout + again.stderr);
  assert.is(again.stdout, "");
  assert.match(again.stderr, "nothing to change");
  assert.match(again.stderr, /host +shop\.test/);
  assert.equal(state(root), before);
});

test("in a fresh clone only the secrets of Compose are missing: CI is told that nothing is to change", async () => {
  const root = copy();
  await init(root, "--yes");
  rmSync(path.join(root, ".secrets"), { recursive: true });
  const before = state(root);
  const ci = await init(root);
  assert.is(ci.code, 0, ci.stderr);
  assert.match(ci.stderr, "nothing to change, but for secrets of this machine");
  assert.equal(state(root), before);
  assert.is((await init(root, "--yes")).code, 0);
  assert.is(readdirSync(path.join(root, ".secrets")).length, 4);
  rmSync(path.join(root, "compose.yaml"));
  assert.is((await init(root)).code, 2);
});

test("the secrets that are made are shown nowhere, and lie in the clear in .secrets/ alone", async () => {
  const root = copy();
  const ran = [
    await init(root, "--yes"),
    await init(root, "--dry-run", "--format", "json"),
    await init(root, "--diff"),
  ];
  const screens = ran.map(({ stdout, stderr }) => stdout + stderr).join("\n");
  const inside = (file: string) => file.startsWith(".secrets/") && !file.endsWith(".gitignore");
  const files = filesBelow(root);
  const secrets = files.filter(inside).map((file) => readFileSync(path.join(root, file), "utf8").trim());
  assert.is(secrets.length, 3);
  for (const secret of secrets) {
    assert.ok(secret.length >= 32);
    assert.not.match(screens, secret);
    for (const file of files.filter((one) => !inside(one))) {
      assert.not.match(readFileSync(path.join(root, file), "utf8"), secret, file);
    }
  }
});

test("the help and docs/init.md name every flag", () => {
  const docs = readFileSync(path.join(projectRoot, "docs/init.md"), "utf8");
  const flags = [...Object.keys(initOptions), "environment", "kube-context", "yes", "format", "verbose"];
  for (const flag of flags) {
    assert.ok(docs.includes(`--${flag}`), `docs/init.md does not name --${flag}`);
    if (flag !== "verbose") assert.ok(help.includes(`--${flag}`), `the help does not name --${flag}`);
  }
});

test("the record: sorted keys, the choices, a digest for each file as written, no secret's", async () => {
  const root = copy();
  await init(root, "--yes");
  const text = readFileSync(path.join(root, ".chartroom.json"), "utf8");
  const { files, environments, choices, chartroom: version } = record(root);
  assert.is(version, JSON.parse(readFileSync("package.json", "utf8")).version);
  assert.equal(Object.keys(files), Object.keys(files).toSorted());
  assert.equal(environments, [
    { context: "minikube", host: "shop.localhost", name: "local", namespace: "shop" },
  ]);
  assert.equal(choices, { clustering: "dns", image: "shop", port: 4000 });
  assert.is(files.Dockerfile, digestOf("Dockerfile", readFileSync(path.join(root, "Dockerfile"), "utf8")));
  assert.equal(
    Object.keys(files).filter((one) => /secrets\.yaml$|^\.secrets|^\.sops/.test(one)),
    [],
  );
  assert.is(text.endsWith("}\n"), true);
});

test("without sops all but the secrets is written, and what is to be done by hand is still told", async () => {
  const root = copy();
  const runtime = path.join(root, "config/runtime.exs");
  writeFileSync(runtime, readFileSync(runtime, "utf8").replaceAll("POOL_SIZE", "POOL"));
  const ran = await chartroom(["init", "phoenix", root, "--no-mix", "--yes"], {
    cwd: path.dirname(root),
    env: { CHARTROOM_TOOLS: path.join(home, "no-tools"), PATH: path.join(home, "no-tools") },
  });
  assert.is(ran.code, 3);
  assert.match(ran.stderr, "error[CR901]");
  assert.match(ran.stderr, "read nowhere: POOL_SIZE");
  assert.not.match(ran.stderr, "\nnext\n");
  assert.is(filesBelow(root).includes("Dockerfile"), true);
});

test("a file that you edited is left alone, said in one line; --force replaces it", async () => {
  const root = copy();
  await init(root, "--yes");
  const file = path.join(root, "compose.yaml");
  const original = readFileSync(file, "utf8");
  writeFileSync(file, `${original}# mine\n`);
  const kept = await init(root, "--yes");
  assert.is(kept.code, 0);
  assert.match(kept.stdout, /^edited {6}compose\.yaml {2}/m);
  assert.is(readFileSync(file, "utf8"), `${original}# mine\n`);
  const forced = await init(root, "--yes", "--force");
  assert.is(forced.code, 0);
  assert.match(forced.stdout, /^replaced {4}compose\.yaml[\s\S]*^ {2}-# mine$/m);
  assert.is(readFileSync(file, "utf8"), original);
});

test("a text that is new in chartroom goes into a file that you left alone, shown as a diff", async () => {
  const root = copy();
  await init(root, "--yes");
  const file = path.join(root, "Dockerfile");
  const now = readFileSync(file, "utf8");
  older(root, "Dockerfile", `# an older chartroom's\n${now}`);
  const shown = await init(root, "--dry-run");
  assert.match(shown.stdout, /^changed {5}Dockerfile[\s\S]*^ {2}-# an older chartroom's$/m);
  assert.is((await init(root, "--yes")).code, 0);
  assert.is(readFileSync(file, "utf8"), now);
});

test("edited here and new in chartroom: shown, kept, exit 1 until --keep or --force says which", async () => {
  const root = copy();
  await init(root, "--yes");
  const file = path.join(root, "Dockerfile");
  const now = readFileSync(file, "utf8");
  const mine = `# mine\n${now}`;
  older(root, "Dockerfile", `# an older chartroom's\n${now}`);
  writeFileSync(file, mine);
  for (const _ of [1, 2]) {
    const stopped = await init(root, "--yes");
    assert.is(stopped.code, 1);
    assert.match(stopped.stderr, "error[CR708]: Dockerfile was edited");
    assert.match(stopped.stdout, /^conflict {4}Dockerfile[\s\S]*^ {2}-# mine$/m);
    assert.is(readFileSync(file, "utf8"), mine);
  }
  assert.is((await init(root, "--yes", "--keep")).code, 0);
  assert.is(readFileSync(file, "utf8"), mine);
  const settled = await init(root, "--yes");
  assert.is(settled.code, 0, settled.stderr);
  assert.match(settled.stdout, /^edited {6}Dockerfile/m);
  assert.is((await init(root, "--yes", "--force")).code, 0);
  assert.is(readFileSync(file, "utf8"), now);
});

test("a file that was there before init stays and is said; --force replaces it", async () => {
  const root = copy();
  writeFileSync(path.join(root, "Dockerfile"), "FROM scratch\n");
  const first = await init(root, "--yes");
  assert.is(first.code, 0, first.stderr);
  assert.match(first.stdout, /^yours {7}Dockerfile {2}was there before init/m);
  assert.is(record(root).files.Dockerfile, undefined);
  assert.is((await init(root, "--yes")).code, 0);
  assert.is(readFileSync(path.join(root, "Dockerfile"), "utf8"), "FROM scratch\n");
  assert.is((await init(root, "--yes", "--force")).code, 0);
  assert.match(readFileSync(path.join(root, "Dockerfile"), "utf8"), "AS release");
});

test("a file that is gone is written again; one that init has no use for any more is told", async () => {
  const root = copy();
  await init(root, "--yes");
  const before = readFileSync(path.join(root, "compose.yaml"), "utf8");
  rmSync(path.join(root, "compose.yaml"));
  older(root, "rel/overlays/bin/old", "#!/bin/sh\n");
  const ran = await init(root, "--yes");
  assert.match(ran.stdout, /^left {8}rel\/overlays\/bin\/old {2}init has no use for it/m);
  assert.is(readFileSync(path.join(root, "compose.yaml"), "utf8"), before);
  assert.is(readFileSync(path.join(root, "rel/overlays/bin/old"), "utf8"), "#!/bin/sh\n");
});

test("a run that ended half way is completed by the next: what it wrote is nobody's edit", async () => {
  const root = copy();
  await init(root, "--yes");
  const whole = state(root);
  const text = readFileSync(path.join(root, ".chartroom.json"), "utf8");
  for (const file of [".chartroom.json", "compose.yaml", "environments/local/values.yaml"])
    rmSync(path.join(root, file));
  const ran = await init(root, "--yes");
  assert.is(ran.code, 0);
  assert.is(ran.stdout.split("\n").length - 1, 2, ran.stdout);
  assert.is(readFileSync(path.join(root, ".chartroom.json"), "utf8"), text);
  assert.equal(Object.keys(state(root)), Object.keys(whole));
});

test("the charts are copies of `chartroom copy`: locked, an edit is theirs to tell, and an old one is told here", async () => {
  const root = copy();
  await init(root, "--yes");
  const check = () => chartroom(["copy", "--check", "--fail-on", "warning"], { cwd: root });
  assert.is((await check()).code, 0);
  writeFileSync(path.join(root, "charts/phoenix/values.yaml"), "# mine\n");
  const edited = await init(root);
  assert.is(edited.code, 0, edited.stderr);
  assert.match(edited.stderr, "nothing to change");
  assert.not.match(edited.stderr, "CR80");
  assert.is((await check()).code, 1);
  const lock = path.join(root, "charts.lock.json");
  const old = JSON.parse(readFileSync(lock, "utf8"));
  old.copies["charts/postgres"].files["Chart.yaml"] = "0".repeat(64);
  writeFileSync(lock, JSON.stringify(old));
  assert.match((await init(root)).stderr, "[CR805]: charts/postgres is behind postgres");
  rmSync(lock);
  const own = await init(root, "--yes");
  assert.match(own.stdout, /^yours {7}charts\/phoenix\/ {2}was there before init/m);
  assert.is(readFileSync(path.join(root, "charts/phoenix/values.yaml"), "utf8"), "# mine\n");
});

test("an executable bit that is gone is set again; line ends that git changed are no edit", async () => {
  const root = copy();
  await init(root, "--yes");
  chmodSync(path.join(root, "rel/overlays/bin/healthcheck"), 0o644);
  const file = path.join(root, "compose.yaml");
  const crlf = readFileSync(file, "utf8").replaceAll("\n", "\r\n");
  writeFileSync(file, crlf);
  const ran = await init(root, "--yes");
  assert.is(ran.stdout, "executable  rel/overlays/bin/healthcheck\n");
  assert.is(statSync(path.join(root, "rel/overlays/bin/healthcheck")).mode & 0o111, 0o111);
  assert.is(readFileSync(file, "utf8"), crlf);
});

test("the tag that `image build` wrote is no edit, and stays when the rest changes", async () => {
  const root = copy();
  await init(root, "--yes");
  const file = path.join(root, "environments/local/values.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("tag: unbuilt", "tag: 3f2a91c0d4e5"));
  const before = state(root);
  const again = await init(root);
  assert.is(again.stdout, "");
  assert.equal(state(root), before);
  const changed = await init(root, "--yes", "--host", "other.test");
  assert.is(changed.code, 0, changed.stderr);
  assert.match(readFileSync(file, "utf8"), /host: other\.test[\s\S]* tag: 3f2a91c0d4e5\n/);
});

test("another environment is added, and the first stays", async () => {
  const root = copy();
  await init(root, "--yes");
  const local = readFileSync(path.join(root, "environments/local/values.yaml"), "utf8");
  const ran = await init(root, "--yes", "-e", "staging", "--kube-context", "eu-1", "--namespace", "web");
  assert.is(ran.code, 0, ran.stderr);
  assert.is(readFileSync(path.join(root, "environments/local/values.yaml"), "utf8"), local);
  assert.match(
    readFileSync(path.join(root, "environments/staging/values.yaml"), "utf8"),
    "context: eu-1\nnamespace: web",
  );
  assert.match(
    readFileSync(path.join(root, "environments/environments.yaml.gotmpl"), "utf8"),
    '"local" "staging"',
  );
  const before = state(root);
  assert.match((await init(root)).stderr, "nothing to change");
  assert.equal(state(root), before);
  const vague = await init(root, "--host", "x.example.com");
  assert.is(vague.code, 2);
  assert.match(vague.stderr, "`--host` is one environment's own, and there are local, staging");
});

test("what stands in the way is refused, the rest is written, and nothing is written outside", async () => {
  const root = copy();
  const outside = tempDirectory();
  mkdirSync(path.join(root, "Dockerfile"));
  symlinkSync("nowhere", path.join(root, "compose.yaml"));
  symlinkSync(outside, path.join(root, "helmfile.d"));
  writeFileSync(path.join(root, "schemas"), "a file\n");
  symlinkSync(outside, path.join(root, "charts"));
  writeFileSync(path.join(root, ".secrets"), "a file\n");
  mkdirSync(path.join(root, "environments/local/secrets.yaml"), { recursive: true });
  symlinkSync("nowhere", path.join(root, "charts.lock.json"));
  const ran = await init(root, "--yes");
  assert.is(ran.code, 1);
  for (const said of [
    "Dockerfile is a folder",
    "compose.yaml is a symbolic link that leads nowhere",
    "helmfile.d is a symbolic link out of the project",
    "schemas is no folder",
    "charts is a symbolic link out of the project",
    ".secrets is no folder",
  ]) {
    assert.match(ran.stderr, `error[CR707]: ${said}`);
  }
  assert.equal(readdirSync(outside), []);
  assert.is(readFileSync(path.join(root, ".dockerignore"), "utf8").length > 0, true);
});

test("a helmfile of the project's own keeps helmfile.d/ from being read: CR713", async () => {
  const root = copy();
  writeFileSync(path.join(root, "helmfile.yaml"), "releases: []\n");
  const ran = await init(root, "--yes");
  assert.is(ran.code, 0);
  assert.match(ran.stderr, "warning[CR713]: helmfile.yaml is there, so helmfile.d/ is not read");
  const env = { SOPS_AGE_KEY_FILE: path.join(home, "keys.txt") };
  const checked = await chartroom(["-f", "helmfile.d", "-e", "local", "check"], { cwd: root, env });
  assert.is(checked.stdout, "no findings\n", checked.stderr);
});

test("a symbolic link inside of the project is written through, and stays a link", async () => {
  const root = copy();
  mkdirSync(path.join(root, "deploy"));
  symlinkSync("deploy", path.join(root, "helmfile.d"));
  assert.is((await init(root, "--yes")).code, 0);
  assert.equal(readdirSync(path.join(root, "deploy")), ["10-releases.yaml.gotmpl"]);
  const before = state(root);
  await init(root, "--yes");
  assert.equal(state(root), before);
});

test("a damaged or newer record stops before anything is written: CR709", async () => {
  for (const text of [
    "{",
    "[]",
    "\0",
    '{"version":2}',
    '{"version":1,"chartroom":"0","choices":{"port":"x"},"environments":[],"files":{}}',
  ]) {
    const root = copy();
    writeFileSync(path.join(root, ".chartroom.json"), text);
    const before = state(root);
    const ran = await init(root, "--yes");
    assert.is(ran.code, 2, text);
    assert.match(ran.stderr, "error[CR709]: .chartroom.json cannot be read");
    assert.equal(state(root), before);
  }
});

test("--format json: the facts with their reasons, the choices, what is done with each file", async () => {
  const root = copy();
  const shown = JSON.parse((await init(root, "--dry-run", "--format", "json")).stdout);
  assert.equal(shown.project.endpoint, {
    value: { module: "ShopWeb.Endpoint", app: "shop" },
    why: "lib/shop_web/endpoint.ex:2",
  });
  assert.is(shown.written, false);
  assert.equal(shown.diagnostics, []);
  const file = (all: { files: { path: string }[] }) => all.files.find((one) => one.path === "Dockerfile");
  assert.equal(file(shown), { path: "Dockerfile", action: "create", executable: false, changes: true });
  const refused = await init(root, "--format", "json");
  assert.is(refused.code, 2);
  assert.is(JSON.parse(refused.stdout).diagnostics[0].code, "CR623");
  const done = JSON.parse((await init(root, "--yes", "--format", "json")).stdout);
  assert.is(done.written, true);
  assert.is(JSON.parse((await init(root, "--format", "json")).stdout).written, false);
});

/** Makes a file what another chartroom wrote, unedited since. */
function older(root: string, file: string, text: string): void {
  writeFileSync(path.join(root, file), text);
  const now = record(root);
  now.files[file] = digestOf(file, text);
  writeFileSync(path.join(root, ".chartroom.json"), JSON.stringify(now));
}
