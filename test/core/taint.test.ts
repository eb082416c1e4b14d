import { MASK, Taint } from "../../scripts/core/taint.ts";
import { assert, suite } from "../harness.ts";

const test = suite("taint: a secret is masked in every form it travels in");
const secret = 'pa/ss w"ord+7 äx';

const tainted = () => {
  const taint = new Taint();
  taint.add(secret);
  return taint;
};

for (const [form, text] of [
  ["itself", secret],
  ["inside a longer string", `postgres://app:${secret}@db/app`],
  ["URL-encoded", encodeURIComponent(secret)],
  ["JSON", JSON.stringify({ a: secret })],
  ["base64", Buffer.from(secret).toString("base64")],
  ["base64 of a longer text, at each offset", Buffer.from(`x${secret}y`).toString("base64")],
  ["base64 at offset two", Buffer.from(`xx${secret}`).toString("base64")],
] as const) {
  test(form, () => {
    const masked = tainted().mask(`before ${text} after`);
    assert.match(masked, MASK);
    for (const piece of [secret, Buffer.from(secret).toString("base64").slice(4, -6)])
      assert.not.match(masked, piece);
  });
}

test("common and short values are not searched for: they would mask half the output", () => {
  const taint = new Taint();
  for (const common of ["true", "5432", "", "app", 4000, null, true]) taint.add(common);
  assert.is(taint.mask("port 5432, true, app"), "port 5432, true, app");
});
