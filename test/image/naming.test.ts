import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { script } from "../tools/fakes.ts";
import { fakeDocker, place, run, values, write } from "./place.ts";

const test = suite("image: what it is named by and where its tag is written");

test("files that git ignores and the image takes are CR723", async () => {
  const one = place();
  fakeDocker(one);
  write(one.root, { ".gitignore": ".env\n", ".env": "A=1\n" });
  const ran = await run(one, "image", "build");
  assert.is(ran.code, 0);
  assert.match(ran.stderr, /warning\[CR723\]: git ignores files that go into the image: \.env\n/);
});

test("a repository that git refuses to read is CR724, and not taken for a folder without git", async () => {
  const one = place();
  fakeDocker(one);
  script(
    path.join(one.bin, "git"),
    `echo "fatal: detected dubious ownership in repository at '/x'" >&2; exit 128`,
  );
  const ran = await run(one, "image", "build");
  assert.is(ran.code, 2);
  assert.match(ran.stderr, /CR724\][\s\S]*help: git config --global --add safe\.directory/);
});

test("no image in the values, or several, is CR725", async () => {
  const one = place();
  fakeDocker(one);
  const base = path.join(one.root, "environments/_base/values.yaml");
  const text = readFileSync(base, "utf8");
  writeFileSync(base, text.replace(/ {4}repository:.*\n/, ""));
  const none = await run(one, "-e", "local", "image", "build");
  assert.is(none.code, 2);
  assert.match(none.stderr, /CR725\]: no value of local names an image/);
  const named = await run(
    one,
    "-e",
    "local",
    "image",
    "build",
    "--release",
    "phoenix",
    "--image",
    "you/shop",
  );
  assert.is(named.code, 0, named.stderr);
  assert.match(values(one), / {2}image:\n {4}repository: you\/shop\n {4}tag: /);
  writeFileSync(base, `${text}\nworker:\n  image:\n    repository: you/worker\n`);
  const several = await run(one, "-e", "staging", "image", "build");
  assert.match(
    several.stderr,
    /CR725\]: the values of staging name several images: phoenix\.image, worker\.image/,
  );
});

test("a tag that cannot be written as it should is CR726, exit 1, and the file stays as it is", async () => {
  const changes: [string, (text: string) => string, RegExp][] = [
    [
      "a digest",
      (text) => text.replace("phoenix:\n", `$&  image:\n    digest: sha256:${"0".repeat(64)}\n`),
      /its digest is set/,
    ],
    [
      "an alias",
      (text) => `x: &i\n  pullPolicy: Always\n${text.replace("phoenix:\n", "$&  image: *i\n")}`,
      /is the alias \*i/,
    ],
    [
      "an anchor that others use",
      (text) => `${text.replace("phoenix:\n", "$&  image: &i\n    tag: a\n")}other:\n  image: *i\n`,
      /would change other values, too/,
    ],
  ];
  for (const [what, change, words] of changes) {
    const one = place();
    fakeDocker(one);
    const file = path.join(one.root, "environments/local/values.yaml");
    const before = change(readFileSync(file, "utf8"));
    writeFileSync(file, before);
    const ran = await run(one, "-e", "local", "image", "build");
    assert.is(ran.code, 1, `${what}: ${ran.stderr}`);
    assert.match(ran.stderr, /CR726\]: phoenix\.image of local: /);
    assert.match(ran.stderr, words);
    assert.is(readFileSync(file, "utf8"), before, what);
  }
});

test("what the chart's schema does not accept is CR726, too; so are a template and a layer above", async () => {
  const one = place();
  fakeDocker(one);
  const schema = path.join(one.root, "charts/phoenix/values.schema.json");
  const text = readFileSync(schema, "utf8");
  writeFileSync(schema, text.replace('"^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$"', '"^([0-9]+[.].*)?$"'));
  const ran = await run(one, "-e", "local", "image", "build");
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, /CR726\]: phoenix\.image of local: .*tag/);
  assert.not.match(values(one), /tag:/);
  writeFileSync(schema, text);

  const file = path.join(one.root, "environments/environments.yaml.gotmpl");
  const layers = readFileSync(file, "utf8");
  const last = "      - ../environments/secrets.yaml.gotmpl\n";
  writeFileSync(file, layers.replace(last, `$&      - ../environments/late.yaml\n`));
  write(one.root, { "environments/late.yaml": "phoenix:\n  image:\n    tag: late\n" });
  const late = await run(one, "-e", "local", "image", "build");
  assert.match(
    late.stderr,
    /CR726\]: .*a later layer sets phoenix\.image\.tag[\s\S]*environments\/late\.yaml:3/,
  );
  const there = await run(one, "-e", "local", "image", "build", "--values", "environments/late.yaml");
  assert.is(there.code, 0, there.stderr);
  assert.match(
    readFileSync(path.join(one.root, "environments/late.yaml"), "utf8"),
    /^phoenix:\n {2}image:\n {4}tag: "?[0-9a-f]+"?\n$/,
  );

  writeFileSync(file, layers.replace("{{ $name }}/values.yaml", "{{ $name }}/values.yaml.gotmpl"));
  for (const name of ["local", "staging", "production"])
    write(one.root, { [`environments/${name}/values.yaml.gotmpl`]: values(one, name) });
  const template = await run(one, "-e", "local", "image", "build");
  assert.match(template.stderr, /CR726\]: .*values\.yaml\.gotmpl is a template/);
});
