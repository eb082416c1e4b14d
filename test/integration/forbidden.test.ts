import { execFileSync, spawn } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { collected, projectRoot, sampleRepository } from "../rig.ts";

const test = suite("input that may not be read");

/** root may read anything: as root the command runs without the right to. */
const PREFIX = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

function isHeld(): boolean {
  if (PREFIX.length === 0) return true;
  const file = path.join(sampleRepository(), ".sops.yaml");
  chmodSync(file, 0);
  try {
    execFileSync(PREFIX[0] as string, [...PREFIX.slice(1), "cat", file], { stdio: "ignore" });
    return false;
  } catch (error) {
    return (error as { status?: number }).status === 1;
  }
}

/** Runs chartroom in a copy of the sample of which one file or folder may not be read. */
async function without(forbidden: string, args: readonly string[]) {
  const root = sampleRepository();
  const at = path.join(root, forbidden);
  const { mode } = statSync(at);
  chmodSync(at, 0);
  const [command = "", ...words] = [
    ...PREFIX,
    process.execPath,
    path.join(projectRoot, "dist/scripts/main.js"),
    ...args,
  ];
  const env = { ...process.env, CI: "true", NO_COLOR: "1", FORCE_COLOR: undefined, EDITOR: "true" };
  try {
    return await collected(spawn(command, words, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] }));
  } finally {
    chmodSync(at, mode & 0o777);
  }
}

const CHECKS: readonly (readonly [string, RegExp])[] = [
  ["environments/staging/values.yaml", /error\[CR100\].*\n {2}environments\/staging\/values\.yaml/],
  ["environments/staging/secrets.yaml", /error\[CR100\].*\n {2}environments\/staging\/secrets\.yaml/],
  ["environments/staging", /error\[CR100\].*\n {2}environments\/staging/],
  ["environments/environments.yaml.gotmpl", /error\[CR\d+\].*environments\.yaml\.gotmpl/],
  ["helmfile.d/10-releases.yaml.gotmpl", /error\[CR\d+\].*10-releases\.yaml\.gotmpl/],
  [".sops.yaml", /error\[CR154\]: \.sops\.yaml cannot be read/],
  ["schemas/environment.schema.json", /error\[CR100\].*\n {2}schemas\/environment\.schema\.json/],
  ["charts/phoenix", /error\[CR100\].*\n {2}charts\/phoenix/],
  ["charts/phoenix/templates", /error\[CR100\].*\n {2}charts\/phoenix\/templates/],
  ["charts/phoenix/values.yaml", /error\[CR100\].*\n {2}charts\/phoenix\/values\.yaml/],
  ["charts/phoenix/values.schema.json", /error\[CR100\].*\n {2}charts\/phoenix\/values\.schema\.json/],
  [
    "charts/phoenix/templates/deployment.yaml",
    /error\[CR100\].*\n {2}charts\/phoenix\/templates\/deployment/,
  ],
];

if (isHeld()) {
  for (const [forbidden, expected] of CHECKS) {
    test(`check says that it may not read ${forbidden}, and little else`, async () => {
      const { code, stdout, stderr } = await without(forbidden, ["-e", "staging", "check"]);
      const said = stdout + stderr;
      assert.ok(code === 1 || code === 2, `code ${code}: ${said}`);
      assert.match(said, expected);
      assert.not.match(said, /this is a bug|\n\s+at |CR4\d\d/);
      assert.ok((said.match(/^error\[/gm) ?? []).length <= 3, said);
    });
  }

  test("secrets edit says that it may not read the file", async () => {
    const file = "environments/staging/secrets.yaml";
    const { code, stdout, stderr } = await without(file, ["-e", "staging", "secrets", "edit"]);
    assert.is(code, 2);
    assert.match(stdout + stderr, /error\[CR100\].*\n {2}environments\/staging\/secrets\.yaml/);
  });
} else {
  test.cannotRun(
    "a file that may not be read",
    "root reads it, and there is no setpriv to take that right away",
  );
}
