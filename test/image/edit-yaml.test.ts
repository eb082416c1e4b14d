import { parse } from "yaml";
import { quoted, setText } from "../../scripts/image/edit-yaml.ts";
import { resolvePlain } from "../../scripts/layers/scalars.ts";
import { assert, suite } from "../harness.ts";

const test = suite("image: one line of a values file is edited");
const at = ["phoenix", "image", "tag"];

/** The text after the edit, or the refusal in words. */
function edited(text: string, value = "3f2a91c0d4e5"): string {
  const result = setText(text, at, value);
  return result.ok ? result.value : `refused: ${result.error}`;
}

test("a tag that is there is replaced in its own quotes; comments, order and blanks stay", () => {
  const file = (tag: string) =>
    `# first\ncontext:   kind-a  # two blanks\n\nphoenix:\n  image: &x # kept\n    # why\n    tag: ${tag} # and this\n    repository: "r"\n  list: [ 1,2 ]\n`;
  assert.is(edited(file("1.4.2")), file("3f2a91c0d4e5"));
  assert.is(edited(file('"1.4.2"')), file('"3f2a91c0d4e5"'));
  assert.is(edited(file("'1.4.2'")), file("'3f2a91c0d4e5'"));
  assert.is(edited(file("")), file("3f2a91c0d4e5").replace("e5 # and", "e5  # and"));
});

test("a key that is missing is added as the last of its map, as deep as its neighbours", () => {
  assert.is(
    edited("phoenix:\n    host: a # b\n\n# the database\npostgres:\n    size: 1\n"),
    "phoenix:\n    host: a # b\n    image:\n        tag: 3f2a91c0d4e5\n\n# the database\npostgres:\n    size: 1\n",
  );
  assert.is(
    edited("phoenix:\n  image:\n    repository: r\n  host: a\n"),
    "phoenix:\n  image:\n    repository: r\n    tag: 3f2a91c0d4e5\n  host: a\n",
  );
  assert.is(
    edited("a:\n  b: |\n    text"),
    "a:\n  b: |\n    text\nphoenix:\n  image:\n    tag: 3f2a91c0d4e5\n",
  );
  assert.is(
    edited("phoenix:\n  env: |\n    A=1\nb: 2\n"),
    "phoenix:\n  env: |\n    A=1\n  image:\n    tag: 3f2a91c0d4e5\nb: 2\n",
  );
  for (const empty of ["", "# nothing yet\n"])
    assert.is(edited(empty), `${empty}phoenix:\n  image:\n    tag: 3f2a91c0d4e5\n`);
});

test("maps in brackets and keys without a value take it as well", () => {
  assert.is(
    edited("phoenix: { image: { repository: r } }"),
    "phoenix: { image: { repository: r, tag: 3f2a91c0d4e5 } }",
  );
  assert.is(edited("phoenix: {}\n"), "phoenix: {image: { tag: 3f2a91c0d4e5 }}\n");
  assert.is(edited("phoenix: # ours\nb: 1\n"), "phoenix: # ours\n  image:\n    tag: 3f2a91c0d4e5\nb: 1\n");
  assert.is(edited("phoenix:\n  image: ~ # none\n"), "phoenix:\n  image: # none\n    tag: 3f2a91c0d4e5\n");
});

test("line ends of Windows stay", () => {
  assert.is(
    edited("phoenix:\r\n  image:\r\n    repository: r\r\n"),
    "phoenix:\r\n  image:\r\n    repository: r\r\n    tag: 3f2a91c0d4e5\r\n",
  );
});

test("what would have to be guessed is refused, in words", () => {
  assert.is(edited("a: &i {tag: x}\nphoenix:\n  image: *i\n"), "refused: `phoenix.image` is the alias *i");
  assert.is(edited("phoenix: text\n"), "refused: `phoenix` is no map");
  assert.is(edited("- a\n"), "refused: `` is no map");
  assert.is(edited("phoenix: {\n"), "refused: the file is not valid YAML");
  assert.is(
    edited("phoenix:\n  image:\n    tag: [a]\n"),
    "refused: there is a map or a list in the value's place",
  );
  assert.is(edited("phoenix:\n  image:\n    tag: |\n      a\n"), "refused: the value is a block of text");
});

test("a tag that a YAML reader takes for something else than text is quoted, any other is not", () => {
  const strange = [
    "1e10",
    "012345",
    "123456789012",
    "123456e78901",
    "0x12",
    "0o17",
    "1_000",
    "12:30:45",
    "1.4",
  ];
  for (const tag of [...strange, "2020-01-01", "yes", "no", "on", "y", "true", "null", "1E5", "0b11", "1.e3"])
    assert.is(quoted(tag), JSON.stringify(tag));
  for (const tag of [
    "3f2a91c0d4e5",
    "1.4.0",
    "3f2a91c0d4e5-dirty-8c1b6e0f2a47",
    "files-012345678901",
    "v1",
    "e1f",
  ])
    assert.is(quoted(tag), tag);
});

test("whatever the tag, all four readers get that text: Helm, helmfile, YAML 1.1 and 1.2", () => {
  const signs = "0123456789abcdefxoE._-".split("");
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  let plain = 0;
  for (let round = 0; round < 20_000; round++) {
    const tag = Array.from({ length: 1 + next(8) }, () => signs[next(signs.length)]).join("");
    if (/^[-._]/.test(tag)) continue;
    const written = quoted(tag);
    if (written.startsWith('"')) continue;
    plain += 1;
    for (const reader of ["helm", "helmfile"] as const)
      assert.equal(resolvePlain(written, reader), { kind: "string", value: tag });
    for (const version of ["1.1", "1.2"] as const)
      assert.is(parse(`tag: ${written}`, { version }).tag, tag, `${tag} in YAML ${version}`);
  }
  assert.ok(plain > 5000, `${plain} tags without quotes`);
});
