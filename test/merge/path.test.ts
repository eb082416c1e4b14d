import { showPath, type ValuePath } from "../../scripts/core/json.ts";
import { readPath } from "../../scripts/merge/path.ts";
import { assert, suite } from "../harness.ts";

const test = suite("merge: paths as people write them");

test("what showPath writes is read back as the same steps", () => {
  const paths: ValuePath[] = [
    [],
    ["a"],
    ["a", "b", 0, "c"],
    ["l", 0, 1, "x"],
    ["labels", "a.b/c"],
    ["a.b", "c"],
    ["", 'q"\\', "0", "[1]", "ü x"],
    [0, "a"],
  ];
  for (const path of paths) assert.equal(readPath(showPath(path)), path, showPath(path));
});

test("a key with dots stands in brackets too, and names may hold what needs no quotes", () => {
  assert.equal(readPath('labels["a.b/c"].d'), ["labels", "a.b/c", "d"]);
  assert.equal(readPath("labels.app/name"), ["labels", "app/name"]);
  assert.equal(readPath(""), []);
});

test("what is no path is refused", () => {
  for (const text of ["a..b", "a.", ".a", "a[", "a[x]", 'a."b', 'a"b"', "a[0]b", 'a["\\q"]']) {
    assert.is(readPath(text), undefined, text);
  }
});
