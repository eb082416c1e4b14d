import { execFileSync } from "node:child_process";
import path from "node:path";
import { migrate, summed } from "../../scripts/copy/migrate.ts";
import { changeLines } from "../../scripts/copy/moved.ts";
import { changeOf, changesBetween, keysOf, readChanges } from "../../scripts/validate/migrations.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { foreign } from "../integration/foreign/foreign.ts";
import { commitAll, writeFiles } from "../lint/repository.ts";
import { chartroom } from "../rig.ts";

const test = suite("copy: what a version did to the values");

const changes = (version: string, renamed: object, removed: object = {}) =>
  readChanges(version, JSON.stringify({ renamed, removed }));

test("what became of a value is known from its chart: moved, moved again, moved as a part, removed, never there", () => {
  const chart = tempDirectory();
  writeFiles(chart, {
    "migrations/1.1.0.json": '{ "renamed": { "a.b": "c" }, "removed": { "legacy": "it is always so now" } }',
    "migrations/1.10.0.json": '{ "renamed": { "c": "d.e" } }',
    "migrations/1.2.0.json": '{ "removed": { "other": "no" } }',
  });
  const found = (...keys: string[]) => {
    const change = changeOf(chart, keys);
    return change && `${change.version} ${change.from.join(".")} ${change.to?.join(".") ?? change.reason}`;
  };
  assert.is(found("a", "b"), "1.10.0 a.b d.e");
  assert.is(found("a"), "1.10.0 a.b d.e");
  assert.is(found("c"), "1.10.0 c d.e");
  assert.is(found("legacy"), "1.1.0 legacy it is always so now");
  assert.is(found("d"), undefined);
  assert.is(changeOf(path.join(chart, "none"), ["a"]), undefined);
});

test("a migration moves, merges and removes, and leaves no empty map behind", () => {
  const one = changes(
    "1.1.0",
    { "image.name": "image.repository", ingress: "route", a: "b", b: "a", "old.map": "new.map", x: "y.z" },
    { legacy: "gone", "ingress.class": "gone" },
  );
  const before = {
    image: { name: "shop", tag: null },
    ingress: { class: "nginx", hosts: ["a"] },
    a: 1,
    b: 2,
    old: { map: { k: "old", l: "old" } },
    new: { map: { k: "new" } },
    x: 1,
    y: "no map",
    legacy: { deep: true },
    kept: [{ legacy: 1 }],
  };
  assert.equal(migrate(before, one), {
    image: { tag: null, repository: "shop" },
    route: { hosts: ["a"] },
    a: 2,
    b: 1,
    new: { map: { k: "new", l: "old" } },
    y: "no map",
    kept: [{ legacy: 1 }],
  });
  assert.equal(
    migrate({ image: { name: null } }, one),
    { image: { repository: null } },
    "a deletion moves, too",
  );
  assert.equal(migrate({}, one), {});
  assert.equal(migrate({ legacy: 1 }, one), {});
});

test("over several versions a value has its last name, whichever way it took", () => {
  const all = [
    ...changes("1.1.0", { a: "b", map: "chart", gone: "going" }),
    ...changes("1.2.0", { b: "c.d", "chart.key": "chart.name" }, { going: "of no use" }),
  ];
  assert.equal(changeLines(all), [
    "a -> c.d  since 1.2.0",
    "map -> chart  since 1.1.0",
    "gone is gone since 1.2.0: of no use",
    "map.key -> chart.name  since 1.2.0",
    "b -> c.d  since 1.2.0",
    "chart.key -> chart.name  since 1.2.0",
    "going is gone since 1.2.0: of no use",
  ]);
  const before = { a: 1, map: { key: 2, more: 3 }, gone: 4 };
  const after = { c: { d: 1 }, chart: { name: 2, more: 3 } };
  assert.equal(migrate(before, all), after);
  assert.equal(
    migrate(
      before,
      summed(all).map((one) => ({ ...one, version: "1.2.0" })),
    ),
    after,
  );
});

test("paths are keys: quoted where they hold a dot, and none leads into a list", () => {
  assert.equal(keysOf('labels."example.com/team".x'), ["labels", "example.com/team", "x"]);
  for (const text of ["", ".", "a..b", "a[0]", ".a", 'a."b']) assert.is(keysOf(text), undefined, text);
});

test("changes are those after one version up to another, oldest first", () => {
  const tree = new Map(
    ["1.10.0", "1.2.0", "1.9.0", "2.0.0", "1.9.0-rc.1"].map((version) => [
      `migrations/${version}.json`,
      Buffer.from(JSON.stringify({ renamed: { a: "b" } })),
    ]),
  );
  tree.set("migrations/1.9.1.json", Buffer.from("no JSON"));
  tree.set("migrations/latest.json", Buffer.from('{"renamed":{"a":"b"}}'));
  const versions = (from: string | undefined, to: string) =>
    changesBetween(tree, from, to).map(({ version }) => version);
  assert.equal(versions("1.2.0", "1.10.0"), ["1.9.0-rc.1", "1.9.0", "1.10.0"]);
  assert.equal(versions(undefined, "1.2.0"), ["1.2.0"]);
});

const V1 = {
  "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "values.yaml": "image:\n  name: web\nauth:\n  password: none\nlegacy: true\n",
  "templates/a.yaml": "",
};
const V2 = {
  "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.1.0\n",
  "values.yaml": "image:\n  repository: web\nlogin:\n  password: none\n",
  "migrations/1.1.0.json": JSON.stringify({
    renamed: { "image.name": "image.repository", auth: "login" },
    removed: { legacy: "it is always so now" },
  }),
};
const HELMFILE = `environments:
  production:
    values: [environments/production/values.yaml]
  staging:
    values: [environments/staging/values.yaml]
  broken:
    values: [environments/none.yaml]
---
releases:
  - name: web
    chart: ./charts/web
    condition: web.enabled
    values:
      - values/release.yaml.gotmpl
      - values/made.yaml.gotmpl
    secrets:
      - environments/{{ .Environment.Name }}/secrets.yaml
  - name: shop
    chart: ./charts/shop
    values:
      - values/shop.yaml
`;

test("each place is told: below a release's key, in a sops file, in a template, under a subchart's alias", async () => {
  const one = await foreign(
    {
      "helmfile.yaml.gotmpl": HELMFILE,
      "environments/production/values.yaml": "web:\n  enabled: true\n  image:\n    name: shop\n",
      // The release is switched off here, and will be told all the same.
      "environments/staging/values.yaml": "web:\n  enabled: false\n  image:\n    name: shop\n",
      "values/release.yaml.gotmpl": '{{ omit (.Values | get "web" dict) "enabled" | toYaml }}\n',
      "values/made.yaml.gotmpl": "# made\nlegacy: {{ .Environment.Name | quote }}\n",
      "values/shop.yaml": "front:\n  image:\n    name: front\n",
      "charts/shop/Chart.yaml":
        "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: web\n    alias: front\n    version: '*'\n    repository: file://../web\n",
      "charts/shop/values.yaml": "front:\n  legacy: false\n",
    },
    {
      "environments/production/secrets.yaml": "auth:\n  password: hunter22\n",
      "environments/staging/secrets.yaml": "auth:\n  password: hunter33\n",
    },
  );
  const { root } = one;
  const env = { ...one.env, CHARTROOM_CACHE: process.env.CHARTROOM_CACHE };
  const below = (files: object, folder: string) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text as string]));
  writeFiles(root, below(V1, "kit/web"));
  execFileSync("git", ["init", "-q", root]);
  const run = (...args: string[]) => chartroom(["copy", ...args], { cwd: root, env });
  const copied = await run("kit/web", "charts");
  assert.is(copied.code, 0, copied.stderr);
  // As `helm dependency build` leaves it; the alias is what the parent's values have.
  commitAll(root);
  writeFiles(root, below(V2, "kit/web"));
  const expected = [
    "charts/shop/values.yaml:2:3 legacy",
    "environments/production/secrets.yaml:1:1 auth",
    "environments/production/values.yaml:4:5 image.name",
    "environments/staging/values.yaml:4:5 image.name",
    "values/made.yaml.gotmpl:2:1 legacy",
    "values/shop.yaml:3:5 image.name",
  ];
  const places = (text: string) =>
    [...text.matchAll(/CR807\]: `([^`]+)`.*\n {2}(\S+:\d+:\d+)/g)]
      .map(([, what, at]) => `${at} ${what}`)
      .sort();
  for (const withKey of [true, false]) {
    const keyless = withKey ? env : { ...env, SOPS_AGE_KEY_FILE: path.join(root, "nowhere") };
    const dry = await chartroom(["copy", "--update", "--dry-run"], { cwd: root, env: keyless });
    assert.not.match(dry.stdout + dry.stderr, /hunter/);
    assert.equal(places(dry.stderr), expected, `${withKey ? "with" : "without"} the key\n${dry.stderr}`);
  }
  const updated = await run("--update");
  assert.is(updated.code, 0, updated.stderr);
  assert.equal(places(updated.stderr), expected);
  assert.match(updated.stderr, /^ {2}value {7}image\.name -> image\.repository {2}since 1\.1\.0$/m);
  assert.match(updated.stderr, /^ {2}value {7}legacy is gone since 1\.1\.0: it is always so now$/m);
  assert.match(
    updated.stderr,
    /not looked at: environment broken cannot be read \(chartroom -e broken check\)/,
  );
  assert.match(updated.stderr, /made\.yaml\.gotmpl:2:1[\s\S]*?note: a template makes the value/);
  const again = await run("--check", "--fail-on", "never");
  assert.equal(places(again.stdout), expected, "what is left is told later as well");
  writeFiles(root, { "values/shop.yaml": "front:\n  image:\n    repository: front\n" });
  const mended = await run("--check", "--fail-on", "never");
  assert.equal(places(mended.stdout), expected.slice(0, -1));
});
