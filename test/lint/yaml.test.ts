import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { filesBelow } from "../../scripts/core/files.ts";
import { lintYaml } from "../../scripts/lint/yaml/check.ts";
import { readYamlSettings } from "../../scripts/lint/yaml/config.ts";
import { rules } from "../../scripts/lint/yaml/rules.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { Random } from "../random.ts";
import { projectRoot } from "../rig.ts";
import { yamlTools } from "./tools.ts";
import { disabledCases, yamlCases } from "./yaml-cases.ts";

const test = suite("lint: yamllint's rules");

const EVERY = JSON.stringify({
  rules: Object.fromEntries(Object.keys(rules).map((rule) => [rule, "enable"])),
});
const ALL = `extends: default
rules:
  anchors: disable
  document-end: enable
  line-length: {max: 60, allow-non-breakable-inline-mappings: true}
`;

const settingsOf = (conf: string) => {
  const read = readYamlSettings("lintconf.yaml", conf, () => undefined);
  if (!read.ok) throw new Error(read.error[0]?.message);
  return read.value;
};
const confOf = (rule: string, options: object = {}) =>
  JSON.stringify({ rules: { [rule]: { level: "error", ...options } } });
const linted = (text: string, conf: string) =>
  lintYaml(text, settingsOf(conf).rules).map(({ line, column, message }) => `${line}:${column} ${message}`);

for (const { rule, text, found, mended, options } of yamlCases)
  test(`${rule}: ${JSON.stringify(text).slice(0, 60)}`, () => {
    assert.equal(linted(text, confOf(rule, options)), found);
    assert.equal(linted(mended, confOf(rule, options)), []);
  });

test("every rule has a case", () => {
  assert.equal(
    Object.keys(rules).filter((rule) => !yamlCases.some((one) => one.rule === rule)),
    [],
  );
});

test("comments of the file turn rules off", () => {
  for (const [text, lines] of disabledCases)
    assert.equal(
      lintYaml(text, settingsOf(confOf("trailing-spaces")).rules).map((one) => one.line),
      lines,
      text,
    );
});

test("settings: levels, what they extend, rules that are not here, and mistakes", () => {
  const base: Record<string, string> = {
    "base.yaml": "rules: {colons: {max-spaces-after: 3, level: warning}}",
    "wrong.yaml": "rules: {colon: enable}",
  };
  const read = (text: string) => readYamlSettings("lintconf.yaml", text, (name) => base[name]);
  const extended = read(
    "extends: base.yaml\nrules: {colons: {max-spaces-before: 2}, quoted-strings: enable}\n",
  );
  assert.ok(extended.ok);
  assert.equal(extended.value.rules.get("colons"), {
    level: "warning",
    options: { "max-spaces-before": 2, "max-spaces-after": 3 },
  });
  assert.equal(
    extended.value.notHere.map(({ name, place }) => `${name} ${place.line}:${place.column}`),
    ["quoted-strings 2:41"],
  );
  const shipped = read("extends: default\nrules: {truthy: disable}\n");
  assert.ok(shipped.ok && !shipped.value.rules.has("truthy") && shipped.value.rules.has("line-length"));
  for (const [wrong, at] of Object.entries({
    "[]": "1:1",
    "rules: []": "1:1",
    "rules: {colon: enable}": "1:9",
    "rules: {colons: {max: 1}}": "1:18",
    "rules: {colons: 3}": "1:9",
    "# none\nextends: no.yaml": "2:1",
    "rules: {}\nextends: wrong.yaml": "2:1",
  })) {
    const failed = read(wrong);
    const found = failed.ok ? [] : failed.error.map(({ code, place }) => [code, place?.line, place?.column]);
    assert.equal(found, [["CR826", ...at.split(":").map(Number)]], wrong);
  }
});

const tools = await yamlTools();
if ("missing" in tools) test.cannotRun("the real yamllint finds the same at the same places", tools.missing);
else
  test("the real yamllint finds the same at the same places", async () => {
    const folder = tempDirectory();
    const confs = new Map<string, string[]>();
    const add = (conf: string, text: string) => {
      const files = confs.get(conf) ?? [];
      confs.set(conf, [...files, text]);
    };
    for (const { rule, text, mended, options } of yamlCases)
      for (const one of [text, mended]) add(options ? confOf(rule, options) : EVERY, one);
    for (const [text] of disabledCases) add(EVERY, text);
    for (const conf of [readFileSync(path.join(projectRoot, "schemas/lint/lintconf.yaml"), "utf8"), ALL])
      for (const text of mutants()) add(conf, text);
    let compared = 0;
    for (const [index, [conf, texts]] of [...confs].entries()) {
      const place = path.join(folder, String(index));
      mkdirSync(place);
      writeFileSync(path.join(place, "conf"), conf);
      for (const [number, text] of texts.entries()) writeFileSync(path.join(place, `${number}.yaml`), text);
      const ran = await run(tools.path, ["-f", "parsable", "-c", "conf", "."], { cwd: place });
      assert.not.match(ran.stderr, /Traceback/);
      const theirs = new Map<string, string[]>();
      for (const [, file, problem, message] of ran.stdout.matchAll(/^\.\/(.*?):(\d+:\d+: \[\w+\]) (.*)$/gm))
        theirs.set(file as string, [
          ...(theirs.get(file as string) ?? []),
          `${problem} ${message}`.replace(/^0:/, "1:"),
        ]);
      for (const [number, text] of texts.entries()) {
        const found = theirs.get(`${number}.yaml`) ?? [];
        if (found.some((one) => one.endsWith("(syntax)"))) continue;
        const ours = lintYaml(text, settingsOf(conf).rules);
        if (ours.some(({ rule }) => rule === "syntax")) continue;
        compared += found.length;
        const said = ours.map(
          ({ line, column, level, message, rule }) => `${line}:${column}: [${level}] ${message} (${rule})`,
        );
        assert.equal(said.sort(), found.sort(), `${conf}\n${text}`);
      }
    }
    assert.ok(compared > 400, `only ${compared} problems were compared`);
  });

/** Our own charts' YAML, each with some lines broken by chance. */
function mutants(): string[] {
  const random = new Random(Number(process.env.SEED ?? 20261125));
  const files = filesBelow(path.join(projectRoot, "charts"))
    .filter((file) => /(?:^|\/)(?:Chart|values)\.yaml$|\/ci\/[^/]*\.yaml$/.test(file))
    .map((file) => readFileSync(path.join(projectRoot, "charts", file), "utf8"));
  return files.flatMap((text) =>
    Array.from({ length: 5 }, (_, index) => (index === 0 ? text : mutant(text, random))),
  );
}

function mutant(text: string, random: Random): string {
  const lines = text.split("\n");
  for (let count = random.whole(1, 3); count > 0; count--) {
    const at = random.whole(0, lines.length - 1);
    const line = lines[at] as string;
    const spaces = (most: number) => " ".repeat(random.whole(0, most));
    lines[at] = random.pick([
      () => ` ${line}`,
      () => line.replace(/^ /, ""),
      () => line.replace(": ", ":  "),
      () => line.replace(": ", " : "),
      () => line.replace("- ", "-  "),
      () => `${line} `,
      () => `\n\n\n${line}`,
      () => line + random.pick(["#x", " # y", "  # z"]),
      () =>
        line.replace(/: .*/, `: ${random.pick(["[a, b]", "{a: 1 }", "yes", "{ }", "[ 1,2 , 3]", '"off"'])}`),
      () => `${spaces(8)}# comment\n${line}`,
      () => `${line}\n${line}`,
      () => line.replace(/: (\w+)$/, `:\n${spaces(9)}$1`),
    ])();
  }
  const made = lines.join("\n");
  // Of a comment that ends an unfinished last line yamllint compares the indentation with the end of the text.
  return made.endsWith("\n") || !lines.at(-1)?.includes("#") ? made : `${made}\n`;
}
