import { makeSource } from "../../scripts/core/source.ts";
import { parseLayer } from "../../scripts/layers/parse.ts";
import { annotate } from "../../scripts/merge/annotate.ts";
import { coalesce } from "../../scripts/merge/coalesce.ts";
import { compareValues } from "../../scripts/merge/compare.ts";
import { mergeLayers } from "../../scripts/merge/merge.ts";
import type { Origin } from "../../scripts/merge/model.ts";
import { valuesText } from "../../scripts/merge/show.ts";
import { nodeAt, plainValue } from "../../scripts/merge/value.ts";
import { assert, suite } from "../harness.ts";

const test = suite("merge: values and where they come from");

function merged(...texts: string[]) {
  return mergeLayers(texts.map((text, at) => parseLayer(makeSource(`l${at + 1}.yaml`, text))));
}

test("maps merge deeply, lists and scalars replace, null stays as null", () => {
  const node = merged("a: {b: 1, c: 2}\nl: [1, 2]\nk: 1\n", "a: {c: 3, d: 4}\nl: [9]\nk: null\n");
  assert.equal(plainValue(node), { a: { b: 1, c: 3, d: 4 }, l: [9], k: null });
});

test("every layer that set a value is kept, the winner last", () => {
  const node = nodeAt(merged("a:\n  b: 1\n", "x: 1\n", "a:\n  b: 2\n"), ["a", "b"]);
  assert.equal(
    node?.origins.map(
      ({ place, layer, layers }) => `${place.file}:${place.line}:${place.column} ${layer + 1}/${layers}`,
    ),
    ["l1.yaml:2:6 1/3", "l3.yaml:2:6 3/3"],
  );
});

test("a null over a value says that it deleted it", () => {
  assert.is(nodeAt(merged("a: 1\n", "a: null\n"), ["a"])?.origins.at(-1)?.deleted, true);
});

test("coalescing over the defaults deletes what is null", () => {
  assert.equal(
    plainValue(coalesce(merged("a: null\nm: {x: 1}\nz: null\n"), merged("a: 1\nb: 2\nm: {x: 0, w: 0}\n"))),
    {
      m: { x: 1, w: 0 },
      z: null,
      b: 2,
    },
  );
});

test("final values find their origins by equality, others fall back to the template", () => {
  const fallback = {
    place: { file: "t.gotmpl", line: 1, column: 1, endLine: 1, endColumn: 1 },
    layer: 0,
    layers: 1,
  };
  const environment = merged("web: {host: a, port: 1}\nhost: a\n");
  const node = annotate({ host: "a", port: 2 }, [environment.entries.get("web")], fallback);
  assert.is(nodeAt(node, ["host"])?.origins[0]?.place.file, "l1.yaml");
  assert.is(nodeAt(node, ["port"])?.origins[0]?.place.file, "t.gotmpl");
});

test("a difference from what was checked names the path and no value", () => {
  const node = merged("a: {b: hidden-one}\n");
  const [finding, ...others] = compareValues(
    plainValue(node),
    { a: { b: "hidden-two" } },
    { what: "release web", node },
  );
  assert.is(finding?.code, "CR220");
  assert.is(finding?.message, "`a.b` of release web is not what was checked");
  assert.is(finding?.place?.line, 1);
  assert.not.match(JSON.stringify(finding), /hidden/);
  assert.equal(others, []);
});

test("an encrypted value that helmfile left out is put back by its type", () => {
  const environment = merged("web: {password: 'ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]'}\n");
  const node = annotate({}, [environment.entries.get("web")], {
    place: (environment.origins[0] as Origin).place,
    layer: 0,
    layers: 1,
  });
  assert.is(valuesText(node), "password: <secret> (encrypted str, no key)\n    set in l1.yaml:1:17\n");
});
