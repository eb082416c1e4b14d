import { assert, suite, tempDirectory } from "../../harness.ts";
import { compareGenerated } from "./run.ts";

const test = suite("templates: what is certain is what Helm does (a sample of `npm run test:certain`)");

test("150 generated charts: where the checker is certain that a render stops, Helm stops", async () => {
  const { counts, wrong } = await compareGenerated(7, 150, tempDirectory());
  assert.equal(wrong, []);
  assert.ok((counts.get("certain, and Helm stops for it") ?? 0) > 30, "the sample has failing charts");
  assert.ok((counts.get("renders, nothing certain") ?? 0) > 20, "the sample has charts that render");
});
