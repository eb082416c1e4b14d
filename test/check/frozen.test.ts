import path from "node:path";
import process from "node:process";
import { Freezer, freezeRenders, thaw, thawRenders } from "../../scripts/check/frozen.ts";
import { cacheKey } from "../../scripts/core/cache-key.ts";
import { type CheckedEnvironment, checkEnvironments } from "../../scripts/pipeline.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";
import { sampleRepository } from "../rig.ts";

const test = suite("check: what is kept of a verdict is what was found");

const place = { file: "a.yaml", line: 2, column: 3, endLine: 4, endColumn: 5 };

test("a tree with maps, places, and what looks like either", () => {
  const tree = {
    kind: "map",
    origins: [
      { place, key: { ...place, file: "b.yaml" }, layer: 0, layers: 2, secret: true },
      { place, layer: 1, layers: 2, node: "left out", made: undefined },
    ],
    entries: new Map<string, unknown>([
      ["", { kind: "scalar", value: null, origins: [] }],
      ["@", { kind: "scalar", value: 'a "text"\n\u2028', origins: [{ place }] }],
      ["list", { kind: "list", items: [1, true, new Map()] }],
    ]),
  };
  const freezer = new Freezer();
  const text = freezer.freeze(tree);
  const { node: _, made: __, ...second } = tree.origins[1] as { node: string; made: undefined };
  assert.equal(thaw(text, freezer.files), { ...tree, origins: [tree.origins[0], second] });
  assert.is(text.includes("\n"), false);
});

test("renders of both phases, the same and others", () => {
  const { releases } = modelEnvironment(modelRelease({ name: "one" }));
  const [release] = releases;
  assert.ok(release);
  const manifest = (text: string) => ({
    object: { kind: "ConfigMap", text },
    text,
    template: "one/templates/a.yaml",
    hooks: [],
    hookWeight: 0,
    hookDeletePolicies: [],
    duplicateKeys: [],
  });
  const whole = "---\n# Source: a\na: 1\n---\n# Source: a\na: 1\n---\nb: 2\n";
  const install = {
    release,
    phase: "install" as const,
    text: whole,
    notes: "first",
    manifests: [manifest("a: 1\n"), manifest("a: 1\n"), manifest("b: 2\n")],
  };
  const same = { ...install, phase: "upgrade" as const, notes: "second" };
  const other = { ...same, text: "b: 2\n", manifests: [manifest("b: 2\n")] };
  for (const rendered of [
    [install, same],
    [install, other],
    [other, same],
  ])
    assert.equal(thawRenders(freezeRenders(rendered, releases), releases), rendered);
  assert.ok(
    freezeRenders([install, same], releases).length < 1.5 * freezeRenders([install], releases).length,
  );
});

/** A checked environment's parts without what is not kept: what single layers said. */
function partsOf({ merged, annotated, rendered }: CheckedEnvironment): unknown {
  const plain = (tree: unknown): unknown => {
    if (Array.isArray(tree)) return tree.map(plain);
    if (tree instanceof Map) return new Map([...tree].map(([key, one]) => [key, plain(one)]));
    if (typeof tree !== "object" || tree === null) return tree;
    const kept = Object.entries(tree).filter(([key, one]) => key !== "node" && one !== undefined);
    return Object.fromEntries(kept.map(([key, one]) => [key, plain(one)]));
  };
  const releases = [...annotated].map(([key, { ours, final }]) => [key, plain(ours), plain(final)]);
  return [plain(merged), releases, rendered.map(({ release, ...one }) => [release.name, plain(one)])];
}

if (cacheKey() === undefined) test.cannotRun("all", "there is no memory file system for the key");
else
  test("the sample repository's environments", async () => {
    const saved = process.env.CHARTROOM_CACHE;
    process.env.CHARTROOM_CACHE = path.join(tempDirectory(), "cache");
    const cwd = sampleRepository();
    const check = async (): Promise<readonly CheckedEnvironment[]> => {
      const run = await checkEnvironments([], { cwd, kept: true });
      return run.ok ? run.value.checked : [];
    };
    const fresh = await check();
    const kept = await check();
    if (saved === undefined) delete process.env.CHARTROOM_CACHE;
    else process.env.CHARTROOM_CACHE = saved;
    assert.is(fresh.length, 3);
    for (const [at, one] of fresh.entries()) {
      const again = kept[at];
      assert.ok(again);
      assert.is(again.fromCache, one.rendered.length);
      assert.equal(partsOf(again), partsOf(one));
    }
  });
