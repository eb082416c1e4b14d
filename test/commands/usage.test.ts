import { readArguments } from "../../scripts/arguments.ts";
import { assert, suite } from "../harness.ts";

const test = suite("arguments: helmfile's word order");

const read = (line: string) => {
  const result = readArguments(line.split(" ").filter((word) => word !== ""));
  return result.ok ? result.value : result.error;
};

test("the verb is the first word that is no option or an option's value", () => {
  const one = read(
    "-e staging -l app=web -n shop --selector=tier=front apply --skip-deps",
  ) as never as Record<string, unknown>;
  assert.is(one.verb, "apply");
  assert.equal(one.environments, ["staging"]);
  assert.equal(one.helmfileOptions, ["-l", "app=web", "-n", "shop", "--selector=tier=front"]);
  assert.equal(one.args, ["--skip-deps"]);
});

test("several environments: -e twice, or a list", () => {
  assert.equal((read("-e a -e b,c check") as never as Record<string, unknown>).environments, ["a", "b", "c"]);
});

test("chartroom's own options may stand after the verb, nothing after -- is touched", () => {
  const one = read("apply -e a --yes -- --yes -e b") as never as Record<string, unknown>;
  assert.equal([one.environments, one.yes, one.args], [["a"], true, ["--", "--yes", "-e", "b"]]);
});

test("an option without its value is CR001", () => {
  for (const line of ["-e", "-e --yes apply", "--format yaml check", "check -f"]) {
    const [finding] = read(line) as never as { code: string }[];
    assert.is(finding?.code, "CR001");
  }
});
