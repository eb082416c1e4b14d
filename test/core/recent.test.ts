import { Recent } from "../../scripts/core/recent.ts";
import { assert, suite } from "../harness.ts";

const test = suite("core: what was made of texts last");

test("a text is worked through once, until others have taken its place", () => {
  const made: string[] = [];
  const recent = new Recent<string>(100);
  const get = (text: string) =>
    recent.get(text, () => {
      made.push(text[0] ?? "");
      return text.toUpperCase();
    });
  const texts = ["a", "b", "c", "d", "e"].map((one) => one.repeat(24));
  for (const text of texts.slice(0, 4)) assert.is(get(text), text.toUpperCase());
  get(texts[0] as string);
  assert.equal(made, ["a", "b", "c", "d"]);
  get(texts[4] as string); // the one that was not asked for the longest time goes
  get(texts[0] as string);
  assert.equal(made, ["a", "b", "c", "d", "e"]);
  get(texts[1] as string);
  assert.equal(made, ["a", "b", "c", "d", "e", "b"]);
});

test("a text that would take most of the room is not held", () => {
  let made = 0;
  const recent = new Recent<number>(100);
  const get = () => recent.get("x".repeat(25), () => ++made);
  assert.equal([get(), get()], [1, 2]);
});
