import { assert, suite } from "../../harness.ts";
import { compareGenerated } from "./run.ts";

const test = suite("layers: generated documents as Helm reads them (npm run test:differential has 20000)");

test("no document of the sample is read otherwise, and most of those that Helm takes are taken", async () => {
  const { counts, different } = await compareGenerated(2026, 1500);
  assert.equal(different, []);
  const count = (kind: string) => counts.get(kind) ?? 0;
  const refused = [...counts].filter(([kind]) => kind.startsWith("refused") && kind !== "refused CR107");
  assert.ok(count("equal") > 500, "the generator makes documents that both take");
  assert.ok(
    refused.reduce((sum, [, one]) => sum + one, 0) < count("equal") / 10,
    "few are refused without need",
  );
});
