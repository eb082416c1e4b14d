import { setTimeout as pause } from "node:timers/promises";
import { MaskedText } from "../../scripts/core/masked-text.ts";
import { taint } from "../../scripts/core/taint.ts";
import { assert, suite } from "../harness.ts";

const test = suite("masked text: a running program's words come out masked, however they were cut");

taint.add("kAnary-secret-one");
taint.add("kAnaryLine1\nkAnaryLine2");

const collect = () => {
  let text = "";
  const masked = new MaskedText((piece) => {
    text += piece;
  });
  return { masked, text: () => text };
};

test("a secret that two pieces cut, and one that is never followed by a line's end", () => {
  const { masked, text } = collect();
  for (const piece of ["a kAnary-sec", "ret-one b\nkAnaryLine1", "\nkAnaryLine2\nlast kAnary-secret-", "one"])
    masked.push(piece);
  masked.end();
  assert.is(text(), "a <secret> b\n<secret>\nlast <secret>");
});

test("whole lines come at once, a question without a line's end soon", async () => {
  const { masked, text } = collect();
  masked.push("first\nsure? [y/N] ");
  await pause(120);
  assert.is(text(), "first\n");
  await pause(400);
  assert.is(text(), "first\nsure? [y/N] ");
  masked.end();
});
