import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { filesInArchive } from "../../scripts/chart/archive.ts";
import { packFiles } from "../../scripts/package/tar.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { lackingPackages } from "../debian.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { commitAll, gitRepository, writeFiles } from "../lint/repository.ts";
import { chartroom, projectRoot } from "../rig.ts";

const test = suite("package: archives, registries, versions, changes");

const CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\ndescription: A web\n";
const WEB = {
  "charts/web/Chart.yaml": CHART,
  "charts/web/values.yaml": "a: 1\n",
  "charts/web/.helmignore": "ci/\n",
  "charts/web/ci/a-values.yaml": "a: 2\n",
  "charts/web/templates/cm.yaml":
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Chart.Name }}-{{ .Values.a }}\n",
};
const run = (cwd: string, ...args: string[]) => chartroom(["package", ...args], { cwd });
const helm = async (...args: string[]) => {
  const tool = await findTool("helm");
  if (!tool.ok) throw new Error("helm is missing");
  return execFileSync(tool.value.path, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
};

test("the same files give the same bytes, whenever and wherever they were written", async () => {
  const [first, second] = [gitRepository(WEB), tempDirectory()];
  cpSync(path.join(first, "charts"), path.join(second, "elsewhere"), { recursive: true });
  utimesSync(path.join(second, "elsewhere/web/values.yaml"), 1, 1);
  const one = await run(first, "charts/web", "-d", "dist");
  assert.is(one.code, 0, one.stderr);
  const two = await run(second, "elsewhere");
  const [a, b] = [
    readFileSync(path.join(first, "dist/web-1.0.0.tgz")),
    readFileSync(path.join(second, "web-1.0.0.tgz")),
  ];
  assert.ok(a.equals(b), "other bytes");
  const digest = execFileSync("sha256sum", [path.join(second, "web-1.0.0.tgz")], { encoding: "utf8" }).split(
    " ",
  )[0];
  assert.equal(
    [one.stdout, two.stdout],
    [`dist/web-1.0.0.tgz\tsha256:${digest}\n`, `web-1.0.0.tgz\tsha256:${digest}\n`],
  );
  assert.equal(
    filesInArchive(a).map((entry) => entry.name),
    ["web/Chart.yaml", "web/.helmignore", "web/templates/cm.yaml", "web/values.yaml"],
  );
  const listed = execFileSync("tar", ["--numeric-owner", "-tvzf", path.join(first, "dist/web-1.0.0.tgz")], {
    encoding: "utf8",
    env: { TZ: "UTC", PATH: process.env.PATH },
  });
  for (const line of listed.trim().split("\n"))
    assert.match(line, /^-rw-r--r-- 0\/0 +\d+ 1980-01-01 00:00 web\//);
  const statement = JSON.parse(readFileSync(path.join(first, "dist/web-1.0.0.tgz.intoto.json"), "utf8"));
  const commit = execFileSync("git", ["-C", first, "rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  assert.equal(statement.subject, [{ name: "web-1.0.0.tgz", digest: { sha256: digest } }]);
  const { externalParameters, resolvedDependencies } = statement.predicate.buildDefinition;
  assert.equal(externalParameters, { chart: "charts/web" });
  assert.equal(resolvedDependencies, [
    { uri: "git+file:", digest: { gitCommit: commit }, annotations: { clean: true } },
  ]);
  writeFiles(first, { "charts/web/values.yaml": "a: 3\n" });
  const dirty = await run(first, "charts/web", "-d", "dist");
  assert.not.match(dirty.stdout, new RegExp(String(digest)));
  assert.match(readFileSync(path.join(first, "dist/web-1.0.0.tgz.intoto.json"), "utf8"), /"clean": false/);
});

test("what is packaged renders as its folder does: chartroom's own charts", async () => {
  const folder = tempDirectory();
  const packed = await run(projectRoot, "charts/postgres", "charts/phoenix", "-d", folder);
  assert.is(packed.code, 0, packed.stderr);
  for (const line of packed.stdout.trim().split("\n")) {
    const archive = path.resolve(projectRoot, line.split("\t")[0] as string);
    const name = path.basename(archive).replace(/-\d.*/, "");
    const values = path.join(projectRoot, "charts", name, "ci/minimal-values.yaml");
    const [ours, theirs] = [archive, path.join(projectRoot, "charts", name)].map((chart) =>
      helm("template", "x", chart, "-f", values),
    );
    assert.is(await ours, await theirs, name);
  }
});

test("paths of any length come back, and tar reads them", () => {
  const long = `web/${"folder/".repeat(20)}${"x".repeat(90)}.yaml`;
  const longer = `web/${"y".repeat(230)}.yaml`;
  const files = [longer, long, "web/é.txt", "web/Chart.yaml"].map((name) => ({
    name,
    content: Buffer.from(name),
  }));
  const bytes = packFiles(files);
  const back = filesInArchive(bytes);
  assert.is(back[0]?.name, "web/Chart.yaml");
  assert.equal(back.map(({ name }) => name).sort(), files.map(({ name }) => name).sort());
  for (const { name, content } of back) assert.is(content.toString(), name);
  const read = spawnSync("tar", ["-tzf", "-"], {
    input: bytes,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  assert.equal([read.status, read.stdout.split("\n").includes(longer)], [0, true], read.stderr);
});

test("a chart that helm refuses is CR830, and the others are packaged", async () => {
  const root = gitRepository({
    ...WEB,
    "charts/bad/Chart.yaml": "apiVersion: v2\nname: bad\nversion: one\n",
  });
  const ran = await run(root, "charts");
  assert.equal([ran.code, /CR830\]: charts\/bad cannot be packaged/.test(ran.stderr)], [1, true], ran.stderr);
  assert.match(ran.stdout, /^web-1\.0\.0\.tgz\t/);
});

test("in another format stdout is one report, with the lines on stderr", async () => {
  const root = gitRepository(WEB);
  execFileSync("git", ["-C", root, "tag", "web-1.0.0"]);
  for (const [words, line] of [
    [["charts/web"], /^web-1\.0\.0\.tgz\tsha256:\w{64}$/m],
    [["--bump", "patch", "charts/web"], /^charts\/web\t1\.0\.0/m],
    [["charts/web", "--push", "oci://127.0.0.1:1/x", "--plain-http"], /^web-1\.0\.0\.tgz\t/m],
  ] as const) {
    const ran = await run(root, ...words, "--format", "json");
    assert.match(ran.stderr, line);
    assert.is(JSON.parse(ran.stdout).diagnostics.length, ran.code === 0 ? 0 : 1, ran.stdout);
  }
});

test("without the key a signature is CR832, and the archive is there", async () => {
  const root = gitRepository(WEB);
  const refused = await chartroom(["package", "charts/web", "--sign", "nobody@example.com"], {
    cwd: root,
    env: { GNUPGHOME: tempDirectory() },
  });
  assert.equal([refused.code, /CR832/.test(refused.stderr)], [3, true], refused.stderr);
  assert.ok(existsSync(path.join(root, "web-1.0.0.tgz")));
});

if (spawnSync("gpg", ["--version"]).status !== 0)
  test.cannotRun("a signature is one that helm verifies", "needs gpg");
else
  test("a signature is one that helm verifies", async () => {
    const root = gitRepository(WEB);
    const home = tempDirectory();
    const env = { ...process.env, GNUPGHOME: home };
    const gpg = (...args: string[]) =>
      execFileSync("gpg", ["--batch", "--quiet", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    try {
      gpg("--passphrase", "", "--quick-generate-key", "Team <team@example.com>", "rsa2048", "sign", "never");
      writeFileSync(path.join(home, "ring.gpg"), gpg("--export"));
      const signed = await chartroom(["package", "charts/web", "--sign", "team@example.com"], {
        cwd: root,
        env: { GNUPGHOME: home },
      });
      assert.is(signed.code, 0, signed.stderr);
      const said = await helm(
        "verify",
        path.join(root, "web-1.0.0.tgz"),
        "--keyring",
        path.join(home, "ring.gpg"),
      );
      assert.match(said, /Signed by: ?Team <team@example\.com>/);
      writeFileSync(path.join(root, "web-1.0.0.tgz"), "other");
      let verified = true;
      await helm("verify", path.join(root, "web-1.0.0.tgz"), "--keyring", path.join(home, "ring.gpg")).catch(
        () => {
          verified = false;
        },
      );
      assert.is(verified, false);
    } finally {
      spawnSync("gpgconf", ["--kill", "gpg-agent"], { env });
    }
  });

const lacking = lackingPackages(["docker-registry"], () => existsSync("/usr/bin/docker-registry"));
if (lacking.length > 0)
  test.cannotRun("pushed to a registry, pulled again", "needs Debian's package docker-registry");
else
  test("pushed to a registry, pulled again: the same bytes; an unreachable one is CR831", async () => {
    const root = gitRepository(WEB);
    const port = await freePort();
    const config = path.join(tempDirectory(), "config.yml");
    writeFileSync(
      config,
      `version: 0.1\nlog: {level: error}\nstorage: {inmemory: {}}\nhttp: {addr: "127.0.0.1:${port}"}\n`,
    );
    const registry = spawn("/usr/bin/docker-registry", ["serve", config], { stdio: "ignore" });
    try {
      for (let tries = 0; tries < 300 && !(await answers(port)); tries++)
        await new Promise((resolve) => setTimeout(resolve, 100));
      const push = ["--push", `oci://127.0.0.1:${port}/charts`, "--plain-http"];
      const ran = await run(root, "charts/web", ...push);
      assert.is(ran.code, 0, ran.stderr);
      assert.match(
        ran.stderr,
        new RegExp(`^pushed 127\\.0\\.0\\.1:${port}/charts/web:1\\.0\\.0@sha256:[0-9a-f]{64}$`, "m"),
      );
      mkdirSync(path.join(root, "pulled"));
      await helm(
        "pull",
        `oci://127.0.0.1:${port}/charts/web`,
        "--version",
        "1.0.0",
        "--plain-http",
        "-d",
        path.join(root, "pulled"),
      );
      assert.ok(
        readFileSync(path.join(root, "pulled/web-1.0.0.tgz")).equals(
          readFileSync(path.join(root, "web-1.0.0.tgz")),
        ),
      );
    } finally {
      registry.kill();
      await new Promise((resolve) => registry.once("close", resolve));
    }
    const gone = await run(root, "charts/web", "--push", `oci://127.0.0.1:${port}/charts`, "--plain-http");
    assert.equal([gone.code, /CR831/.test(gone.stderr)], [3, true], gone.stderr);
  });

test("versions rise by what changed since the last tag, or since the branch", async () => {
  const root = gitRepository({
    ...WEB,
    "charts/data/Chart.yaml": CHART.replace("web", "data").replace("1.0.0", '"2.3.4"  # kept'),
  });
  const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args], { encoding: "utf8" });
  git("tag", "web-0.9.0");
  git("tag", "web-1.0.0");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  const before = await run(root, "--bump", "patch", "charts");
  assert.equal([before.code, before.stdout], [0, "charts/data\t2.3.4\ncharts/web\t1.0.0\n"], before.stderr);
  writeFiles(root, { "charts/web/values.yaml": "a: 2\n", "charts/data/values.yaml": "a: 2\n" });
  commitAll(root);
  const after = await run(root, "--bump", "minor", "charts", "--write");
  assert.equal(
    [after.code, after.stdout],
    [0, "charts/data\t2.3.4\t2.4.0\ncharts/web\t1.0.0\t1.1.0\n"],
    after.stderr,
  );
  assert.match(after.stderr, /^charts\/data: 1 file changed since origin\/main$/m);
  assert.match(after.stderr, /^charts\/web: 1 file changed since web-1\.0\.0$/m);
  assert.is(readFileSync(path.join(root, "charts/web/Chart.yaml"), "utf8"), CHART.replace("1.0.0", "1.1.0"));
  assert.match(
    readFileSync(path.join(root, "charts/data/Chart.yaml"), "utf8"),
    /^version: "2\.4\.0" {2}# kept$/m,
  );
  const again = await run(root, "--bump", "major", "--write", "charts/web");
  assert.equal(
    [again.stdout, again.stderr],
    ["charts/web\t1.1.0\n", "charts/web: 2 files changed since web-1.0.0, and the version rose already\n"],
  );
});

test("changes of the annotation become a changelog", async () => {
  const changes = `annotations:
  artifacthub.io/changes: |
    - kind: fixed
      description: The seed runs once
      links: [{name: issue, url: "https://example.com/1"}]
    - kind: added
      description: A probe
`;
  const root = gitRepository({ "charts/web/Chart.yaml": CHART + changes, "charts/data/Chart.yaml": CHART });
  const printed = await run(root, "--changelog", "charts/web");
  const section =
    "## web 1.0.0\n\n### Added\n\n- A probe\n\n### Fixed\n\n- The seed runs once ([issue](https://example.com/1))\n";
  assert.equal([printed.code, printed.stdout], [0, section], printed.stderr);
  writeFiles(root, { "CHANGELOG.md": "# Changes\n\nAll of them.\n\n## web 0.9.0\n\n- old\n" });
  await run(root, "--changelog", "--into", "CHANGELOG.md", "charts/web");
  const whole = `# Changes\n\nAll of them.\n\n${section}\n## web 0.9.0\n\n- old\n`;
  assert.is(readFileSync(path.join(root, "CHANGELOG.md"), "utf8"), whole);
  writeFiles(root, { "CHANGELOG.md": whole.replace("- A probe", "- something else") });
  await run(root, "--changelog", "--into", "CHANGELOG.md", "charts/web");
  assert.is(readFileSync(path.join(root, "CHANGELOG.md"), "utf8"), whole);
  rmSync(path.join(root, "CHANGELOG.md"));
  await run(root, "--changelog", "--into", "CHANGELOG.md", "charts/web");
  assert.is(readFileSync(path.join(root, "CHANGELOG.md"), "utf8"), `# Changelog\n\n${section}`);
  const none = await run(root, "--changelog", "charts/data");
  assert.equal([none.code, /CR833/.test(none.stderr)], [1, true], none.stderr);
});

test("words that make no sense are CR001", async () => {
  for (const words of [
    [],
    ["--bump", "big", "charts/web"],
    ["--write", "charts/web"],
    ["--push", "https://x", "charts/web"],
    ["--changelog", "--sign", "a", "charts"],
  ]) {
    const ran = await run(gitRepository(WEB), ...words);
    assert.equal([ran.code, /CR001/.test(ran.stderr)], [2, true], words.join(" "));
  }
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/v2/`).then(
    (answer) => answer.ok,
    () => false,
  );
}
