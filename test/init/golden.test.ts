import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import process from "node:process";
import { filesBelow } from "../../scripts/core/files.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";

// What init says and writes for a project of each shape. UPDATE_GOLDEN=1 renews them: read the difference.
const test = suite("init: golden outputs");
const fixtures = path.join(projectRoot, "test/fixtures/init");
const golden = path.join(projectRoot, "test/init/golden");

for (const name of readdirSync(fixtures).sort()) {
  test(`${name}: the screen and every file`, () => {
    const above = tempDirectory();
    const root = path.join(above, name);
    cpSync(path.join(fixtures, name), root, { recursive: true });
    const before = new Set(filesBelow(root));
    const screen = run(above, name);
    const made = filesBelow(root).filter((file) => !before.has(file));
    const texts: Record<string, string> = {
      "screen.txt": screen
        .replaceAll(above, "DIR")
        .replace(/age1[a-z0-9]+/g, "age1...")
        // The charts have goldens of their own; a change of them is none of init.
        .replace(/(?<=charts\/\w+\/ {2})\d+(?= files)|(?<=copied charts\/\w+ )\d\S*(?=,)/g, "N"),
      "files.txt": made
        .filter((file) => !/^charts\/\w+\/(?!Chart\.yaml)/.test(file))
        .map((file) => `${mode(root, file)} ${file}\n`)
        .join(""),
    };
    // Charts are copied as they are, secrets are random, and the record holds digests of all of it.
    for (const file of made.filter((one) => !/^charts[./]|^\.s|secrets\.yaml$|^\.chartroom/.test(one))) {
      texts[`files/${file}`] = readFileSync(path.join(root, file), "utf8");
    }
    const there = path.join(golden, name);
    if (process.env.UPDATE_GOLDEN) {
      rmSync(there, { recursive: true, force: true });
      for (const [file, text] of Object.entries(texts)) {
        mkdirSync(path.dirname(path.join(there, file)), { recursive: true });
        writeFileSync(path.join(there, file), text);
      }
    }
    assert.equal(existsSync(there) ? filesBelow(there) : [], Object.keys(texts).sort());
    for (const [file, text] of Object.entries(texts)) {
      assert.is(text, readFileSync(path.join(there, file), "utf8"), `${name}: ${file}`);
    }
  });
}

/** Both streams in the order in which they were written. */
function run(above: string, name: string): string {
  const words = ["init", "phoenix", name, "--no-mix", "--yes", "--key-file", "key.txt"];
  const command = [process.execPath, path.join(projectRoot, "dist/scripts/main.js"), ...words];
  return execFileSync("sh", ["-c", '"$@" 2>&1', "sh", ...command], {
    cwd: above,
    encoding: "utf8",
    env: { ...process.env, CI: "true", NO_COLOR: "1" },
  });
}

const mode = (root: string, file: string) => (statSync(path.join(root, file)).mode & 0o777).toString(8);
