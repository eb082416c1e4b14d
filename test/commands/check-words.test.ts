import { readArguments } from "../../scripts/arguments.ts";
import { checkOptions, readCheckWords } from "../../scripts/commands/check-words.ts";
import { fails } from "../../scripts/commands/fail-on.ts";
import { help } from "../../scripts/commands/texts/check.ts";
import { assert, suite } from "../harness.ts";

const test = suite("check: its words");

function read(line: string): Record<string, unknown> {
  const asked = readArguments(line.split(" "));
  if (!asked.ok) throw new Error(line);
  const words = readCheckWords(asked.value);
  return words.ok ? { ...words.value } : { wrong: words.error[0]?.message };
}

test("--kube-version is a version", () => {
  assert.is(read("check --kube-version v1.34.2").kubeVersion, "v1.34.2");
  const wrong = "--kube-version is a version of Kubernetes such as 1.34, not `latest`";
  assert.equal(read("check --kube-version latest"), { wrong });
});

test("without words all environments are checked, and only errors fail", () => {
  assert.equal(read("check"), {
    charts: [],
    values: [],
    cluster: false,
    failOn: "error",
    updateBaseline: false,
    stats: false,
    noCache: false,
  });
});

test("words are charts; -f behind the verb names values files for them, and a helmfile without them", () => {
  assert.equal(read("check a b -f x.yaml -f y.yaml").values, ["x.yaml", "y.yaml"]);
  assert.equal(read("check a --values x.yaml --values=y.yaml").values, ["x.yaml", "y.yaml"]);
  assert.equal(read("check -f helmfile.yaml").values, []);
  assert.equal(read("check a b").charts, ["a", "b"]);
});

test("what contradicts itself is told", () => {
  const cases: [string, string][] = [
    ["check --fail-on fatal", "--fail-on is one of error, warning, info, never, not fatal"],
    ["check --update-baseline", "--update-baseline needs the file"],
    [
      "-e a check web",
      "a chart alone is checked without an environment: `-e a` and `web` exclude each other",
    ],
    [
      "-f helmfile.yaml check web",
      "a chart alone is checked without a helmfile: `helmfile.yaml` is not read",
    ],
    ["check web --cluster", "--cluster asks for the last release, and a chart alone has none"],
    ["-l app=web check web", "`-l` is an option of helmfile, and a chart alone is checked without it"],
    [
      "check web -f a --values b",
      "-f and --values are one option, and their order counts: write all of them with -f",
    ],
    [
      "check --values a",
      "--values is for a chart alone; an environment's values files stand in the helmfile",
    ],
    ["check --clutser", "`check` does not take `--clutser`"],
    ["check web -x", "`check` does not take `-x`"],
  ];
  for (const [line, message] of cases) assert.is(read(line).wrong, message);
});

test("the help names every option, and both ways to call it", () => {
  for (const name of Object.keys(checkOptions)) assert.match(help, ` --${name} `);
  assert.match(help, "Usage: chartroom [-e ENVIRONMENT]... check");
  assert.match(help, "chartroom check CHART...");
});

test("--fail-on: what is as severe or more fails, never nothing", () => {
  const all = ["error", "warning", "info"] as const;
  const failing = (failOn: "error" | "warning" | "info" | "never") =>
    all.filter((severity) => fails([{ severity }], failOn)).join(" ");
  assert.is(failing("error"), "error");
  assert.is(failing("warning"), "error warning");
  assert.is(failing("info"), "error warning info");
  assert.is(failing("never"), "");
});
