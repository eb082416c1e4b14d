import { execFileSync } from "node:child_process";
import { assert, suite } from "../harness.ts";
import { commitAll, gitRepository, writeFiles } from "../lint/repository.ts";
import { chart, checks, copy, ENTRIES, KIT, own, read, SCHEMA } from "./kit.ts";

const test = suite("copy --kit: with --ref, and from one tag to the next");

/** A kit with two tags: the second has another schema, a newer web and one more chart. */
function kitOfTwo(): string {
  const kit = gitRepository(KIT);
  const tag = (name: string) => execFileSync("git", ["-C", kit, "tag", name]);
  tag("v1");
  writeFiles(kit, {
    ...chart("web", "1.1.0", ',"port":{"type":"integer"}'),
    ...chart("mail"),
    [SCHEMA]: KIT[SCHEMA].replace("The shop.", "The shop's front."),
    "helmfile.d/20-mail.yaml": "releases:\n  - name: post\n    chart: ../charts/mail\n",
  });
  commitAll(kit);
  tag("v2");
  return kit;
}
const repository = () =>
  gitRepository({
    ...own,
    "helmfile.d/10-own.yaml":
      "environments:\n  prod: {}\n---\nreleases:\n  - name: own\n    chart: ../charts/own\n",
  });
const sources = (root: string) =>
  Object.values(JSON.parse(read(root, "charts.lock.json")).copies as Record<string, { source: string }>).map(
    ({ source }) => source.replace(/^.*#/, ""),
  );

test("--ref is the ref of a kit that names none; then v2 is merged into charts and kit alike", async () => {
  const [kit, root] = [`git+file://${kitOfTwo()}`, repository()];
  const done = await copy(root, "--kit", kit, "charts", "--ref", "v1");
  assert.is(done.code, 0, done.stderr);
  assert.equal(sources(root), ["v1:charts/base", "v1:charts/web"]);
  assert.is((await copy(root, "--check", "--fail-on", "warning")).code, 0, "a tag does not move");
  commitAll(root);
  writeFiles(root, {
    [SCHEMA]: read(root, SCHEMA).replace('"title": "environment"', '"title": "of our environments"'),
  });
  commitAll(root);

  const early = await copy(root, "--kit", kit, "charts", "--ref", "v2");
  assert.is(early.code, 2);
  assert.match(early.stderr, "CR803]: charts/web is a copy already, of version 1.0.0\n");
  assert.match(early.stderr, "help: bring it up to date: chartroom copy --update --ref v2 charts/web\n");

  const one = await copy(root, "--update", "--ref", "v2", "charts/web");
  assert.is(one.code, 0, one.stderr);
  assert.match(one.stderr, `\nmerged ${SCHEMA}\n`);
  const schema = JSON.parse(read(root, SCHEMA));
  assert.equal(
    [schema.title, schema.properties.web.description],
    ["of our environments", "The shop's front."],
  );
  assert.match(read(root, "schemas/environment.d.ts"), /port\?: number/);
  assert.equal(sources(root), ["v1:charts/base", "v2:charts/web"]);
  assert.is((await copy(root, "--update", "--ref", "v2")).code, 0);

  // What is new in v2 comes afterwards.
  const more = await copy(root, "--kit", kit, "charts", "--ref", "v2");
  assert.is(more.code, 0, more.stderr);
  assert.equal(more.stderr.match(/^copied \S+/gm), ["copied charts/mail"]);
  assert.match(read(root, ENTRIES), /name: post/);
  assert.equal(sources(root), ["v2:charts/base", "v2:charts/mail", "v2:charts/web"]);
  const left = await copy(root, "--check", "--format", "json");
  assert.equal(
    JSON.parse(left.stdout).diagnostics.map((told: { code: string; file: string }) => told.code + told.file),
    [`CR804${SCHEMA}`],
  );
  await checks(root);

  // A copy that is none of the kit's leaves it alone.
  assert.is((await copy(root, "postgres", "other")).code, 0);
  const another = await copy(root, "--update", "other/postgres");
  assert.match(another.stderr, /^unchanged other\/postgres {2}\S+\n$/);
});

test("the same ref twice is one; a source that is not of git, or names another ref, is told", async () => {
  const [kit, root] = [`git+file://${kitOfTwo()}`, repository()];
  const done = await copy(root, `${kit}#v2:charts/web`, "charts", "--ref", "v2");
  assert.equal([done.code, sources(root)], [0, ["v2:charts/web"]], done.stderr);
  for (const words of [
    ["--kit", "charts", "--ref", "v2"],
    ["postgres", "charts", "--ref", "v2"],
    ["--kit", `${kit}#v1`, "charts", "--ref=v2"],
  ]) {
    const wrong = await copy(root, ...words);
    assert.equal([wrong.code, /CR001\]: `--ref` is for/.test(wrong.stderr)], [2, true], wrong.stderr);
  }
  const none = await copy(root, "--kit", kit, "charts", "--ref", "v9");
  assert.equal([none.code, /CR801/.test(none.stderr)], [2, true], none.stderr);
});
