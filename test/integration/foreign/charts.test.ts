import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../../harness.ts";
import { chartroom } from "../../rig.ts";
import { chart, type Foreign, foreign, placed } from "./foreign.ts";

const test = suite("integration: charts in folders, archives, repositories, registries and caches");

const HELMFILE = `repositories:
- name: far
  url: http://127.0.0.1:9/charts
- name: closed
  url: 127.0.0.1:9/charts
  oci: true
releases:
- name: folder
  namespace: shop
  chart: ./charts/web
  values: [{a: 2}]
- name: archive
  namespace: shop
  chart: ./charts/packed-0.1.0.tgz
  values: [{a: 3}]
- name: repository
  namespace: shop
  chart: far/shop
  version: 1.2.3
  values: [{a: 4, wrong: 1}]
- name: registry
  namespace: shop
  chart: oci://127.0.0.1:9/charts/shop
  version: 1.2.3
  values: [{a: 5, wrong: 1}]
- name: alias
  namespace: shop
  chart: closed/shop
  version: 1.2.3
- name: git
  namespace: shop
  chart: git::https://127.0.0.1:9/x.git@chart?ref=v1
`;

async function mixed(): Promise<Foreign> {
  const one = await foreign({
    ...chart("web"),
    ...chart("packed"),
    ...chart("shop"),
    "helmfile.yaml": HELMFILE,
  });
  pack(one.root, "packed", "charts/packed-0.1.0.tgz");
  return one;
}

/** Packs a chart as `helm package` does, and takes its folder away. */
function pack(root: string, name: string, archive: string): void {
  mkdirSync(path.dirname(path.join(root, archive)), { recursive: true });
  execFileSync("tar", ["-czf", path.join(root, archive), "-C", path.join(root, "charts"), name]);
  rmSync(path.join(root, "charts", name), { recursive: true });
}

async function check(one: Foreign, env: Record<string, string> = {}) {
  const ran = await chartroom(["check"], { cwd: one.root, env: { ...one.env, ...env } });
  assert.not.match(ran.stdout, /error\[/, ran.stdout);
  assert.is(ran.code, 0);
  return ran;
}

const remote = (text: string): string[] => placed(text).filter((line) => line.includes("CR301"));

test("each chart that cannot be had is one finding, the others are rendered and checked", async () => {
  const { stdout, stderr } = await check(await mixed());
  assert.equal(remote(stdout), [
    "note[CR301] helmfile.yaml:16:9",
    "note[CR301] helmfile.yaml:21:9",
    "note[CR301] helmfile.yaml:26:9",
    "note[CR301] helmfile.yaml:30:9",
  ]);
  assert.match(stderr, /6 releases .* 2 objects/);
});

test("values of a release whose chart is elsewhere are shown all the same", async () => {
  const one = await mixed();
  const ran = await chartroom(["-e", "default", "values", "registry"], { cwd: one.root, env: one.env });
  assert.match(ran.stdout, /registry.a: 5\n {4}set in helmfile.yaml:/);
});

test("a copy in helmfile's cache is used for exactly that version", async () => {
  const one = await mixed();
  const cache = path.join(one.root, "home/helmfile-cache");
  const kept = path.join(cache, "oci__127_0_0_1_9/charts/shop/1.2.3/shop");
  cpSync(path.join(one.root, "charts/shop"), kept, { recursive: true });
  const { stdout, stderr } = await check(one, { HELMFILE_CACHE_HOME: cache });
  assert.is(remote(stdout).length, 3);
  assert.match(
    stdout,
    /warning\[CR214\]: `wrong` is not in the values.yaml of chart `shop`\n {2}helmfile.yaml:21:9/,
  );
  assert.match(stderr, /6 releases .* 3 objects/);
});

test("a copy in Helm 3's cache lies there by name, in Helm 4's by the digest of the repository's index", async () => {
  const one = await mixed();
  pack(one.root, "shop", "home/helm/repository/shop-1.2.3.tgz");
  const third = await check(one, { HELM_CACHE_HOME: path.join(one.root, "home/helm") });
  assert.not.match(third.stdout, /CR301[^\n]*\n {2}helmfile.yaml:16:/);
  assert.match(third.stdout, /`wrong` is not in the values.yaml[^\n]*\n {2}helmfile.yaml:16:9/);
  const digest = "ab".padEnd(64, "0");
  const four = path.join(one.root, "home/helm4");
  mkdirSync(path.join(four, "repository"), { recursive: true });
  mkdirSync(path.join(four, "content/ab"), { recursive: true });
  cpSync(
    path.join(one.root, "home/helm/repository/shop-1.2.3.tgz"),
    path.join(four, "content/ab", `${digest}.chart`),
  );
  writeFileSync(
    path.join(four, "repository/far-index.yaml"),
    `apiVersion: v1\nentries:\n  other:\n  - digest: ${"cd".padEnd(64, "0")}\n    version: 1.2.3\n  shop:\n  - digest: ${"ef".padEnd(64, "0")}\n    version: 1.3.0\n  - created: "x"\n    digest: ${digest}\n    urls:\n    - shop.tgz\n    version: 1.2.3\n`,
  );
  const fourth = await check(one, { HELM_CACHE_HOME: four });
  assert.match(fourth.stdout, /`wrong` is not in the values.yaml[^\n]*\n {2}helmfile.yaml:16:9/);
  assert.is(remote(fourth.stdout).length, 3);
});

test("a registry that wants a login is not asked", async () => {
  const login = HELMFILE.replace("  oci: true\n", "  oci: true\n  username: u\n  password: p\n");
  const one = await foreign({
    ...chart("web"),
    "helmfile.yaml": login.slice(0, login.indexOf("- name: archive")),
  });
  const { stdout } = await check(one);
  assert.equal(placed(stdout), ["note[CR215] helmfile.yaml:10:9"]);
});

test("added dependencies that cannot be had leave the rest of the environment checked", async () => {
  const one = await foreign({
    ...chart("web"),
    "helmfile.yaml": `${HELMFILE.slice(0, HELMFILE.indexOf("- name: archive"))}  dependencies:\n  - chart: far/extra\n    version: 1.0.0\n`,
  });
  const { stdout } = await check(one);
  assert.equal(placed(stdout), ["note[CR215] helmfile.yaml:8:9", "note[CR311] helmfile.yaml:8:9"]);
});
