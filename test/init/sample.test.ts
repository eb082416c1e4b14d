import { advise } from "../../scripts/init/advise.ts";
import { choicesOf } from "../../scripts/init/choices.ts";
import { generate } from "../../scripts/init/generate.ts";
import { readProject } from "../../scripts/init/read/read.ts";
import { sampleChoices, sampleProject, sampleSources } from "../app/sample.ts";
import { assert, suite } from "../harness.ts";

const test = suite("init on the sample application");

for (const umbrella of [false, true]) {
  const shape = umbrella ? "the umbrella" : "the plain one";

  test(`${shape}: what is read gives the very files that the sample is built with, and nothing is told`, async () => {
    const root = sampleSources({ umbrella });
    const read = await readProject(root, { stated: {}, mix: false });
    if (!read.ok) throw new Error(read.error.map((one) => one.message).join("\n"));
    const { value: project, diagnostics } = read.value;
    assert.equal(diagnostics, []);
    const own = { name: "local" };
    const choices = choicesOf(project, {}, [own], own);
    assert.equal(choices, sampleChoices);
    const given = generate(sampleProject(root, { umbrella }), sampleChoices);
    for (const [index, one] of generate(project, choices).entries())
      assert.equal(one, given[index], one.path);
    assert.equal(advise(project, choices), []);
    assert.equal(advise(project, { ...choices, clustering: "dns" }), []);
  });
}
