import { parseTemplate } from "../../scripts/templates/parser.ts";
import { assert, suite } from "../harness.ts";
import { Random } from "../random.ts";
import { generateTemplate } from "./differential/generate.ts";
import { mutate } from "./differential/mutate.ts";
import { realTemplates } from "./real.ts";
import { reparse } from "./reparse.ts";

const test = suite("templates: ranges");

test("each node of the project's templates, cut out by its range, parses to the same node", () => {
  let looked = 0;
  for (const text of realTemplates()) {
    if (!parseTemplate(text).ok) continue;
    const done = reparse(text);
    assert.equal(done.wrong, []);
    looked += done.looked;
  }
  assert.ok(looked > 7_000, `${looked} ranges`);
});

test("so does each node of generated and mutated templates", () => {
  const random = new Random(2026);
  const real = realTemplates();
  let looked = 0;
  for (let count = 0; count < 1500; count += 1) {
    const text = random.chance(0.95) ? generateTemplate(random) : mutate(random, random.pick(real));
    if (!parseTemplate(text).ok) continue;
    const done = reparse(text);
    assert.equal(done.wrong, [], text);
    looked += done.looked;
  }
  assert.ok(looked > 10_000, `${looked} ranges`);
});
