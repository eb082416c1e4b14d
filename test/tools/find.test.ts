import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { toolEnvironment } from "../../scripts/tools/environment.ts";
import { findTool, forgetTools, searchTool } from "../../scripts/tools/find.ts";
import { forgetMise } from "../../scripts/tools/mise.ts";
import { inRange, readVersion } from "../../scripts/tools/versions.ts";
import { assert, suite } from "../harness.ts";
import { emptyPlace, fakeModule, type Place, script } from "./fakes.ts";

const test = suite("tools: where a tool is found");
const before = { ...process.env };
let place: Place;

test.before.each(() => {
  place = emptyPlace();
  for (const name of ["helm", "helm-diff", "kubernetes", "helmfile", "sops", "age"]) fakeModule(place, name);
  use(place.env);
});

test.after(() => use(before));

test("versions are read from what programs print", () => {
  const said: [string, string][] = [
    ["v4.3.1+g1234567", "4.3.1+g1234567"],
    ["v4.3", "4.3"],
    ["sops 3.13.3 (latest)", "3.13.3"],
    ["helmfile version v1.8.0", "1.8.0"],
    ["etcd Version: 3.7.3\nGit SHA: abc\nGo Version: go1.26.8", "3.7.3"],
    ["kwokctl version v0.8.0 go1.26.8 (linux/amd64)", "0.8.0"],
    ["Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0", "1.32.4-dispatcher"],
    ['Client Version: version.Info{Major:"1", Minor:"25", GitVersion:"v1.25.0"}', "1.25.0"],
    ["1.1.1-1+b4", "1.1.1-1+b4"],
  ];
  for (const [text, version] of said) assert.is(readVersion(text), version);
  assert.is(readVersion("(devel)"), undefined);
});

test("a vendor's suffix does not put a version out of range, the next major's preview does", () => {
  assert.ok(inRange("1.32.4-dispatcher", ">=1.30 <2"));
  assert.ok(inRange("4.3", ">=3.18 <5"));
  assert.not(inRange("5.0.0-rc.1", ">=3.18 <5"));
  assert.not(inRange("3.17.9", ">=3.18 <5"));
  assert.not(inRange(undefined, ">=3.18 <5"));
});

test("PATH wins when its version is in the range", async () => {
  const helm = script(path.join(place.bin, "helm"), "echo v3.19.2+g8766e71");
  fakeMise("helm", "4.3.1");
  const found = await findTool("helm");
  assert.equal(found, {
    ok: true,
    value: { name: "helm", path: helm, version: "3.19.2+g8766e71", from: "path" },
  });
});

test("a helm that is too old is passed over for a newer one further down PATH", async () => {
  script(path.join(place.bin, "helm"), "echo v3.12.0");
  const later = script(path.join(place.cache, "later", "helm"), "echo v4.1.0");
  process.env.PATH = `${process.env.PATH}${path.delimiter}${path.dirname(later)}`;
  const { tool, passed } = await searchTool("helm");
  assert.is(tool?.path, later);
  assert.equal(
    passed.map((one) => one.version),
    ["3.12.0"],
  );
  const { PATH = "" } = await toolEnvironment();
  assert.is(readLinkOf(PATH, "helm"), later);
});

test("out of range and nowhere else: CR901 names the program and the range", async () => {
  script(path.join(place.bin, "helm"), "echo v3.12.0");
  const found = await findTool("helm");
  assert.not(found.ok);
  const [finding] = found.ok ? [] : found.error;
  assert.is(finding?.code, "CR901");
  assert.match(finding?.note ?? "", /bin\/helm is version 3\.12\.0, outside >=3\.18 <5/);
  assert.match(finding?.help ?? "", /chartroom tools install helm/);
});

test("mise comes after PATH, with the pinned version before a newer one", async () => {
  script(path.join(place.bin, "helm"), "echo v3.12.0");
  fakeMise("helm", "4.9.0", "4.3.1", "3.1.0");
  const found = await findTool("helm");
  assert.ok(found.ok && found.value.from === "mise" && found.value.version === "4.3.1");
  assert.match(found.ok ? found.value.path : "", /installs\/helm\/4\.3\.1\//);
});

test("a mise that fails or prints nonsense is as no mise", async () => {
  script(path.join(place.bin, "mise"), "echo '{broken'; exit 0");
  assert.not((await findTool("helm")).ok);
});

test("mise's own shims are not taken for tools", async () => {
  const mise = script(path.join(place.bin, "mise"), "echo 'mise 2026.11.0'; exit 0");
  symlinkSync(mise, path.join(place.bin, "helm"));
  assert.equal((await searchTool("helm")).passed, []);
});

test("an answer is kept until the program changes", async () => {
  const count = path.join(place.cache, "count");
  const helm = script(path.join(place.bin, "helm"), `echo x >> ${count}; echo v4.3.1`);
  await findTool("helm");
  forgetTools();
  await findTool("helm");
  assert.is(readFileSync(count, "utf8"), "x\n");
  script(helm, `echo x >> ${count}; echo v3.12.0 # another program now`);
  forgetTools();
  assert.not((await findTool("helm")).ok);
});

test("a relative PATH entry cannot bring a repository's own helm", async () => {
  script(path.join(place.bin, "helm"), "echo v4.3.1");
  process.env.PATH = path.relative(process.cwd(), place.bin);
  assert.not((await findTool("helm")).ok);
});

test("the user's own helm-diff is theirs to keep, in both of Helm's plugin formats", async () => {
  plugin("helm-diff", 'apiVersion: v1\ntype: cli/v1\nname: diff\nversion: "3.15.0"\n');
  const found = await findTool("helm-diff");
  assert.ok(found.ok && found.value.version === "3.15.0" && found.value.from === "path");
  assert.is((await toolEnvironment()).HELM_PLUGINS, undefined);
});

test("a helm-diff that is too old is hidden behind ours, other plugins stay", async () => {
  plugin("diff", "name: diff\nversion: 3.1.0\n");
  plugin("secrets", "name: secrets\nversion: 4.6.0\n");
  const { moduleDirectory } = await import("../../scripts/tools/cached.ts");
  const ours = path.join(moduleDirectory("helm-diff"), "plugins", "helm-diff");
  mkdirSync(ours, { recursive: true });
  writeFileSync(path.join(ours, "plugin.yaml"), "name: diff\nversion: 3.8.1\n");
  const { HELM_PLUGINS = "" } = await toolEnvironment();
  assert.is(
    readFileSync(path.join(HELM_PLUGINS, "helm-diff", "plugin.yaml"), "utf8"),
    "name: diff\nversion: 3.8.1\n",
  );
  assert.match(readFileSync(path.join(HELM_PLUGINS, "secrets", "plugin.yaml"), "utf8"), /secrets/);
  assert.throws(() => readFileSync(path.join(HELM_PLUGINS, "diff", "plugin.yaml")));
});

function use(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  forgetTools();
  forgetMise();
}

function plugin(folder: string, text: string): void {
  const directory = path.join(place.env.HOME ?? "", ".local", "share", "helm", "plugins", folder);
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, "plugin.yaml"), text);
}

/** A mise that has these versions of a tool installed, and says nothing else. */
function fakeMise(id: string, ...versions: string[]): void {
  const installed = versions.map((version) => {
    const folder = path.join(place.cache, "installs", id, version);
    script(path.join(folder, "linux-amd64", id), `echo v${version}`);
    script(path.join(folder, "bin", id), `echo v${version}`);
    return { version, install_path: folder, installed: true };
  });
  const json = JSON.stringify({ [id]: installed });
  script(
    path.join(place.bin, "mise"),
    `[ "$*" = "ls --installed --json" ] || exit 1\ncat <<'END'\n${json}\nEND`,
  );
}

function readLinkOf(paths: string, name: string): string {
  const first = paths.split(path.delimiter)[0] ?? "";
  const { readlinkSync } = process.getBuiltinModule("node:fs");
  return readlinkSync(path.join(first, name));
}
