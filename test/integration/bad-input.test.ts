import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, repository, sampleRepository } from "../rig.ts";

const test = suite("integration: bad input is a finding, never a stack, never a hang");
const MIB = 1024 * 1024;

type Spoil = (root: string, file: string) => void;
const text =
  (content: string | Buffer): Spoil =>
  (root, file) =>
    writeFileSync(path.join(root, file), content);
const replaced =
  (make: (target: string, root: string) => void): Spoil =>
  (root, file) => {
    rmSync(path.join(root, file));
    make(path.join(root, file), root);
  };

/** Anchors that each name the one before nine times. */
function laughs(): string {
  const lines = ["a0: &a0 [lol]"];
  for (let at = 1; at <= 12; at++)
    lines.push(
      `a${at}: &a${at} [${Array(9)
        .fill(`*a${at - 1}`)
        .join(", ")}]`,
    );
  return `${lines.join("\n")}\n`;
}

/** What is done to a file, and which codes may be told of a values file treated so. */
const WAYS: Readonly<Record<string, readonly [Spoil, RegExp]>> = {
  "an empty file": [text(""), /no findings|CR\d{3}/],
  "not YAML": [text("a: [1\nb: }\n"), /CR103/],
  "a list": [text("- a\n"), /CR104/],
  "a scalar": [text("text\n"), /CR104/],
  "NUL bytes": [text(Buffer.from([0, 1, 2, 255, 0])), /CR101/],
  "broken UTF-8": [text(Buffer.from("web: caf\xe9\n", "latin1")), /CR101/],
  "UTF-16": [text(Buffer.from("\ufeffweb: {}\n", "utf16le")), /CR101/],
  "6 MB": [text(`a: "${"x".repeat(6 * MIB)}"\n`), /CR102/],
  "just below 1 MiB": [
    text(`context: kwok-chartroom\nweb: {}\nbulk:\n${`- ${"y".repeat(60)}\n`.repeat(16_000)}`),
    /no findings/,
  ],
  "4 MB of lines": [
    text(`context: kwok-chartroom\nweb: {}\nbulk:\n${`- ${"y".repeat(60)}\n`.repeat(65_000)}`),
    /CR102/,
  ],
  "an alias in itself": [text("web: &a\n  b: *a\n"), /CR110/],
  "a billion laughs": [text(laughs()), /CR110/],
  "thousands of brackets": [text(`web: ${"[".repeat(20_000)}\n`), /CR103/],
  "Windows line ends": [text("context: kwok-chartroom\r\nweb:\r\n  replicas: 2\r\n"), /no findings/],
  "not there": [replaced(() => {}), /CR024|CR100/],
  "a directory": [replaced((target) => mkdirSync(target)), /CR100/],
  "a pipe": [replaced((target) => execFileSync("mkfifo", [target])), /CR100/],
  "a link in a circle": [replaced((target) => symlinkSync(path.basename(target), target)), /CR\d{3}/],
  "a link out of the repository": [
    replaced((target) => {
      const outside = path.join(tempDirectory(), "secret.yaml");
      writeFileSync(outside, "web:\n  host: outside.example.com\n");
      symlinkSync(outside, target);
    }),
    /CR115/,
  ],
};

/** Ways that are tried on the helmfile and the chart's files as well. */
const EVERYWHERE = [
  "an empty file",
  "not YAML",
  "NUL bytes",
  "thousands of brackets",
  "not there",
  "a directory",
  "a pipe",
];

for (const [name, [spoil, expected]] of Object.entries(WAYS)) {
  test.ofKind(`a values file: ${name}`, async () => {
    const root = repository("minimal");
    spoil(root, "environments/local.yaml");
    const { output, code } = await judged(root);
    assert.match(output, expected);
    assert.ok(!output.includes("outside.example.com"), "nothing of a file outside is shown");
    assert.ok(code === 0 || /error\[/.test(output));
  });

  if (!EVERYWHERE.includes(name)) continue;
  for (const file of [
    "helmfile.yaml.gotmpl",
    "charts/web/values.yaml",
    "charts/web/Chart.yaml",
    "charts/web/values.schema.json",
  ]) {
    test.ofKind(`${file}: ${name}`, async () => {
      const root = repository("minimal");
      spoil(root, file);
      const { output, code } = await judged(root);
      assert.match(output, /no findings|(?:error|warning|note)\[CR\d{3}\]/);
      assert.ok(code === 0 || /error\[CR\d{3}\]/.test(output), output);
    });
  }
}

for (const name of [
  "a list",
  "NUL bytes",
  "4 MB of lines",
  "a billion laughs",
  "a pipe",
  "a link out of the repository",
])
  test(`a values file that a helmfile names in a loop over environments: ${name}`, async () => {
    const [spoil, expected] = WAYS[name] as (typeof WAYS)[string];
    const root = sampleRepository();
    spoil(root, "environments/staging/values.yaml");
    execFileSync("git", ["init", "--quiet"], { cwd: root }); // what is out of the repository is told by its top
    const ran = await chartroom(["-e", "staging", "check"], { cwd: root });
    assert.match(ran.stdout, expected);
    assert.match(ran.stdout, "environments/staging/values.yaml");
    assert.not.match(ran.stdout, "outside.example.com");
    assert.is(ran.code, 1);
  });

test("a pattern made to hang a backtracking engine does not: patterns are RE2", async () => {
  const root = repository("minimal");
  const schema = {
    type: "object",
    properties: { image: { type: "string", pattern: "^(a+)+$" }, replicas: {}, global: {} },
    patternProperties: { "^(x+x+)+y$": {} },
  };
  writeFileSync(path.join(root, "charts/web/values.schema.json"), JSON.stringify(schema));
  writeFileSync(
    path.join(root, "environments/local.yaml"),
    `context: kwok-chartroom\nweb:\n  image: ${"a".repeat(60)}b\n  ${"x".repeat(60)}: 1\n`,
  );
  const { output, code } = await judged(root);
  assert.match(output, /error\[CR204\]/);
  assert.is(code, 1);
});

test("an unknown environment, and one that is no name", async () => {
  for (const name of ["lokal", "../x", "a b", ""]) {
    const ran = await chartroom(["-e", name, "check"], { cwd: repository("minimal") });
    assert.match(ran.stdout + ran.stderr, /CR021|CR001/, name);
    assert.ok(ran.code === 1 || ran.code === 2);
  }
});

/** Runs the check; no stack, exit 0, 1 or 2, and no more than 300 MB of chartroom's own. */
async function judged(root: string): Promise<{ output: string; code: number }> {
  const peak = path.join(tempDirectory(), "peak");
  const hook = `process.on("exit",()=>require("fs").writeFileSync(${JSON.stringify(peak)},String(process.resourceUsage().maxRSS)))`;
  const hookFile = path.join(path.dirname(peak), "hook.cjs");
  writeFileSync(hookFile, hook);
  const ran = await chartroom(["-e", "local", "check"], {
    cwd: root,
    env: { NODE_OPTIONS: `--require ${hookFile}` },
  });
  const output = ran.stdout + ran.stderr;
  assert.not.match(output, /^\s+at .*:\d+:\d+/m, output);
  assert.not.match(output, /bug in chartroom/, output);
  assert.ok(ran.code !== null && ran.code <= 2, `exit ${ran.code}: ${output.slice(0, 400)}`);
  const used = Number(readFileSync(peak, "utf8")) / 1024;
  assert.ok(used < 300, `${used} MB at the peak`);
  return { output, code: ran.code };
}
