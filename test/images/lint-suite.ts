import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { sampleApp } from "../app/sample.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { composeTool, hadolintTool } from "./tools.ts";

/** Every project that the goldens of init show, and both shapes of the sample, with the folder that has its files. */
function written(): [name: string, folder: string][] {
  const golden = path.join(import.meta.dirname, "../init/golden");
  const all = readdirSync(golden).map((name): [string, string] => [name, path.join(golden, name, "files")]);
  for (const umbrella of [false, true])
    all.push([umbrella ? "the sample as an umbrella" : "the sample", sampleApp({ umbrella })]);
  return all.filter(([, folder]) => existsSync(path.join(folder, "Dockerfile")));
}

/** What init writes, read by the tools it is written for; neither root nor an engine is needed. */
export async function lintSuite(): Promise<void> {
  const test = suite("images: hadolint and Compose read what init writes");
  const [hadolint, compose] = [await hadolintTool(), await composeTool()];
  const folders = written();
  test("there is something to read", () => assert.ok(folders.length >= 7, `${folders.length} projects`));

  if ("missing" in hadolint) test.cannotRun("every Dockerfile passes hadolint", hadolint.missing);
  else
    test("every Dockerfile passes hadolint, and hadolint finds what is wrong with another", async () => {
      for (const [name, folder] of folders) {
        const ran = await run(hadolint.path, ["--failure-threshold=style", path.join(folder, "Dockerfile")]);
        assert.is(`${name}\n${ran.stdout}${ran.code}`, `${name}\n0`);
      }
      const wrong = path.join(tempDirectory(), "Dockerfile");
      writeFileSync(wrong, "FROM debian\nRUN apt-get install git\n");
      const ran = await run(hadolint.path, [wrong]);
      assert.match(ran.stdout, /DL3006/);
      assert.is(ran.code, 1);
    });

  if ("missing" in compose) test.cannotRun("every compose.yaml is taken by Compose", compose.missing);
  else
    test("every compose.yaml is taken by Compose without a word, and a mistake is not", async () => {
      for (const [name, folder] of folders.filter(([, one]) => existsSync(path.join(one, "compose.yaml")))) {
        // Asked for where no database of Compose's own is: MySQL's, say.
        const env = { DATABASE_URL: "ecto://user@host/name" };
        const ran = await run(compose.path, ["config", "--quiet"], { cwd: folder, env });
        assert.is(`${name} ${ran.stdout}${ran.stderr}${ran.code}`, `${name} 0`);
      }
      const wrong = tempDirectory();
      writeFileSync(
        path.join(wrong, "compose.yaml"),
        "services:\n  web:\n    image: a\n    depend_on: [b]\n",
      );
      const ran = await run(compose.path, ["config", "--quiet"], { cwd: wrong });
      assert.match(ran.stderr, /depend_on/);
      assert.is.not(ran.code, 0);
    });
}
