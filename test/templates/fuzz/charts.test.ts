import { assert, suite, tempDirectory } from "../../harness.ts";
import { realTemplates } from "../real.ts";
import { chartFault, chartFiles, stockOf } from "./charts.ts";

const test = suite("templates: fuzz of whole charts (npm run test:fuzz goes on for longer)");

test("mutated templates with bent schemas and cut values never throw, and each finding has its place in the chart", () => {
  const [stock, folder] = [stockOf(realTemplates()), tempDirectory()];
  for (let seed = 0; seed < 250; seed += 1) {
    const wrong = chartFault(seed, stock, folder);
    assert.is(wrong, undefined, `case ${seed}: ${wrong}\n${JSON.stringify(chartFiles(seed, stock))}`);
  }
});
