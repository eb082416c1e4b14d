import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lackingPackages } from "../debian.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";

const test = suite("completion: in real shells");

const bin = tempDirectory();
writeFileSync(
  path.join(bin, "chartroom"),
  `#!/bin/sh\nexec "${process.execPath}" "${path.join(projectRoot, "dist/scripts/main.js")}" "$@"\n`,
);
chmodSync(path.join(bin, "chartroom"), 0o755);
const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter), HOME: tempDirectory() };

/** What is typed up to the cursor, and all, or with `...` some, of what is offered. */
const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["chec"], ["check"]],
  [["-e", "stag"], ["staging"]],
  [["-e", "staging", "pla"], ["plan"]],
  [
    ["check", "--format", ""],
    ["github", "json", "pretty", "sarif"],
  ],
  [["lint", "--na"], ["--native"]],
  [["copy", "--fail-on", "w"], ["warning"]],
  [["secrets", "r"], ["rotate"]],
  [
    ["tools", "install", "helm"],
    ["helm", "helm-diff", "helmfile"],
  ],
  [["explain", "CR82"], Array.from({ length: 9 }, (_, index) => `CR82${index}`)],
  [
    ["package", "--bump", "m"],
    ["major", "minor"],
  ],
  [["help", "unl"], ["unlock"]],
];

/** Each shell's words that define the completion and print what it offers, and how they are given the typed ones. */
const bash = (words: readonly string[]) => `source <(chartroom completion bash)
COMP_WORDS=(chartroom ${quoted(words)}); COMP_CWORD=${words.length}; _chartroom; printf '%s\\n' "\${COMPREPLY[@]}"`;
const zsh = (words: readonly string[]) => `autoload -U compinit; compinit -D -u
source <(chartroom completion zsh)
compadd() { shift; print -l -- "$@" }; _files() { print files }
words=(chartroom ${quoted(words)}); CURRENT=${words.length + 1}; _chartroom`;
const fish = (words: readonly string[]) => `chartroom completion fish | source
complete -C "chartroom ${words.join(" ")}"`;

const quoted = (words: readonly string[]) => words.map((one) => `'${one}'`).join(" ");

for (const [shell, script] of Object.entries({ bash, zsh, fish })) {
  const program = `/usr/bin/${shell}`;
  if (lackingPackages([shell], () => existsSync(program)).length > 0) {
    test.cannotRun(`${shell} completes`, `needs ${shell}`);
    continue;
  }
  test(`${shell} completes`, () => {
    for (const [words, offered] of cases) {
      const options =
        shell === "bash" ? ["--norc", "-c"] : shell === "zsh" ? ["-f", "-c"] : ["--no-config", "-c"];
      const ran = spawnSync(program, [...options, script(words)], {
        cwd: projectRoot,
        env,
        encoding: "utf8",
      });
      const said = ran.stdout
        .trim()
        .split("\n")
        .map((line) => line.split("\t")[0] as string);
      // fish offers files of that name beside.
      const wanted = shell === "fish" ? said.filter((one) => offered.includes(one)) : said;
      assert.equal([...wanted].sort(), [...offered].sort(), `${shell}: ${words.join(" ")}\n${ran.stderr}`);
    }
  });
}

test("where nothing is known nothing is offered, and another shell is CR001", async () => {
  const words = await chartroom(["completion", "words", "--", "check", "charts/"], { cwd: projectRoot });
  assert.equal([words.code, words.stdout], [0, ""]);
  const foreign = await chartroom(["completion", "words", "--", "-e", "a", "status", ""], {
    cwd: tempDirectory(),
  });
  assert.equal([foreign.code, foreign.stdout], [0, ""]);
  const other = await chartroom(["completion", "tcsh"], { cwd: projectRoot });
  assert.equal([other.code, /CR001/.test(other.stderr)], [2, true]);
});
