import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { candidates } from "../../scripts/tools/find.ts";
import { findGo, goEnvironment } from "../../scripts/tools/go.ts";
import { keptTool, type TestTool } from "../kept-tool.ts";

const PRE_COMMIT = "4.7.0";
const CHECK_JSONSCHEMA = "0.37.4";

/** actionlint, which checks workflows of GitHub, built from its pinned Go module. */
export function actionlintTool(): Promise<TestTool> {
  const module = path.join(import.meta.dirname, "modules/actionlint");
  const pinned = ["go.mod", "go.sum"].map((name) => readFileSync(path.join(module, name), "utf8")).join("\0");
  return keptTool("actionlint", "1.7.12", pinned, async (folder) => {
    const go = await findGo();
    if (!go) return "needs Go, to build actionlint";
    const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags=-s -w"];
    const words = [
      "build",
      ...flags,
      "-o",
      path.join(folder, "actionlint"),
      "github.com/rhysd/actionlint/cmd/actionlint",
    ];
    const ran = await run("nice", [go.path, ...words], { cwd: module, env: goEnvironment() });
    return ran.code === 0
      ? undefined
      : `actionlint could not be built: ${ran.stderr.trim().split("\n").at(-1)}`;
  });
}

/** pre-commit, as PyPI has it. */
export function preCommitTool(): Promise<TestTool> {
  return pythonTool("pre-commit", PRE_COMMIT, "pre_commit");
}

/** check-jsonschema, which brings the schema that GitLab publishes of its CI files, and Renovate's. */
export function checkSchemaTool(): Promise<TestTool> {
  return pythonTool("check-jsonschema", CHECK_JSONSCHEMA, "check_jsonschema");
}

/** A program of PyPI with all that it needs, in a folder of its own. */
function pythonTool(name: string, version: string, module: string): Promise<TestTool> {
  return keptTool(name, version, version, async (folder) => {
    if (candidates("python3").length === 0) return `needs python3 with pip, to get ${name}`;
    const library = path.join(folder, "library");
    mkdirSync(library);
    const words = ["-m", "pip", "install", "--quiet", "--target", library, `${name}==${version}`];
    const got = await run("python3", words);
    if (got.code !== 0) return `pip gives no ${name}: ${got.stderr.trim().split("\n").at(-1)}`;
    const program = path.join(folder, name);
    writeFileSync(
      program,
      `#!/bin/sh\nPYTHONPATH="$(dirname "$0")/library" exec python3 -m ${module} "$@"\n`,
    );
    chmodSync(program, 0o755);
    return undefined;
  });
}

const LEFTHOOK = "2.2.2";

/** lefthook, as npm has it: a package with the program for each system. */
export function lefthookTool(): Promise<TestTool> {
  return keptTool("lefthook", LEFTHOOK, LEFTHOOK, async (folder) => {
    const words = [
      "install",
      "--no-audit",
      "--no-save",
      "--ignore-scripts",
      "--prefix",
      folder,
      `lefthook@${LEFTHOOK}`,
    ];
    const got = await run("npm", words, { cwd: folder });
    if (got.code !== 0) return `npm gives no lefthook: ${got.stderr.trim().split("\n").at(-1)}`;
    const program = path.join(folder, "lefthook");
    writeFileSync(
      program,
      `#!/bin/sh\nexec node "$(dirname "$0")/node_modules/lefthook/bin/index.js" "$@"\n`,
    );
    chmodSync(program, 0o755);
    return undefined;
  });
}
