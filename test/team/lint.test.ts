import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { ctTool, yamlTools } from "../lint/tools.ts";
import type { Alone } from "./alone.ts";
import { aloneFaults } from "./alone-all.ts";
import { goodTeam } from "./base.ts";
import { ci, found } from "./ci.ts";
import { ownChart } from "./own-chart.ts";
import { planted } from "./planted.ts";

const test = suite("team: the real ct finds in its repository what --native finds, where it finds it");
/** Of the way to lint or of its settings, not of a chart. */
const NOT_OF_A_CHART = ["CR825", "CR826", "CR827", "CR908"];
const faults = Object.entries(aloneFaults).filter(
  ([code, { words }]) => words[0] === "lint" && !NOT_OF_A_CHART.includes(code),
);
const REPORTS = "deploy/reports";
/** Where only Helm knows, and says so in words of its own: natively CR303, with ct CR824. */
const refused: Alone = {
  words: ["lint", "--native", REPORTS],
  exit: 1,
  files: {
    [`${REPORTS}/templates/ingress.yaml`]: (ownChart("reports")["templates/ingress.yaml"] as string).replace(
      "spec:",
      '  annotations:\n    example.com/mail: {{ «CR824»required "set mail" .Values.global.mail | quote }}\nspec:',
    ),
    [`${REPORTS}/values.yaml`]: `${ownChart("reports")["values.yaml"]}# Of all charts.\nglobal: {}\n`,
  },
};

const [ct, yaml] = [await ctTool(), await yamlTools()];
const missing = [ct, yaml].flatMap((one) => ("missing" in one ? [one.missing] : []));
if ("missing" in ct || "missing" in yaml) test.cannotRun("the real ct", missing.join(", "));
else {
  const PATH = [path.dirname(ct.path), path.dirname(yaml.path), process.env.PATH].join(path.delimiter);
  const good = await goodTeam();
  execFileSync("git", ["-C", good.root, "remote", "add", "origin", "https://git.invalid/shop/deploy.git"]);

  test("nothing is wrong before anything is broken", async () => {
    const ran = await ci(good.root, ["--format", "json", "lint", "--all"], { PATH });
    assert.equal([ran.code, found(ran.stdout)], [0, []], ran.stderr);
    assert.match(ran.stderr, /linted 3 charts: .* \(ct\)/);
  });

  for (const [code, fault] of [...faults, ["CR824", refused] as const])
    test(code, async () => {
      const root = path.join(tempDirectory(), "shop");
      cpSync(good.root, root, { recursive: true });
      const expected = planted(root, fault).sort();
      await fault.prepare?.(root, good.key);
      const words = fault.words.filter((one) => one !== "--native");
      const lint = () => ci(root, ["--format", "json", ...words], { PATH });
      let ran = await lint();
      // On a busy machine ct has failed a chart for a reason of its own: told, and asked again.
      if (String(found(ran.stdout)) !== String(expected)) {
        test.cannotRun(`${code}: ct, the first time`, ran.stdout);
        ran = await lint();
      }
      assert.equal([found(ran.stdout), ran.code], [expected, 1], ran.stdout);
      assert.match(ran.stderr, "(ct)\n");
    });

  test("what does not render is CR303 natively, at the same place", async () => {
    const root = path.join(tempDirectory(), "shop");
    cpSync(good.root, root, { recursive: true });
    const expected = planted(root, refused).map((one) => one.replace("CR824", "CR303"));
    const ran = await ci(root, ["--format", "json", ...refused.words]);
    assert.equal([found(ran.stdout), ran.code], [expected, 1], ran.stdout);
  });
}
