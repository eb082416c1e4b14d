import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { candidates } from "../../scripts/tools/find.ts";
import { findGo, goEnvironment } from "../../scripts/tools/go.ts";
import { keptTool, type TestTool } from "../kept-tool.ts";

const CT = "3.14.0";
const PYTHON = ["yamllint==1.38.0", "yamale==6.1.0"];

/** chart-testing's `ct`, built from its pinned Go module. */
export function ctTool(): Promise<TestTool> {
  const module = path.join(import.meta.dirname, "modules/ct");
  const pinned = ["go.mod", "go.sum"].map((name) => readFileSync(path.join(module, name), "utf8")).join("\0");
  return keptTool("ct", CT, pinned, async (folder) => {
    const go = await findGo();
    if (!go) return "needs Go, to build ct";
    const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags=-s -w"];
    const words = ["build", ...flags, "-o", path.join(folder, "ct"), "github.com/helm/chart-testing/v3/ct"];
    const ran = await run("nice", [go.path, ...words], { cwd: module, env: goEnvironment() });
    return ran.code === 0 ? undefined : `ct could not be built: ${ran.stderr.trim().split("\n").at(-1)}`;
  });
}

/** A folder with `yamllint` and `yamale`, as PyPI has them; the path is that of yamllint. */
export function yamlTools(): Promise<TestTool> {
  return keptTool("yamllint", "1.38.0", PYTHON.join(" "), async (folder) => {
    if (candidates("python3").length === 0) return "needs python3 with pip, to get yamllint and yamale";
    const library = path.join(folder, "library");
    mkdirSync(library);
    const got = await run("python3", ["-m", "pip", "install", "--quiet", "--target", library, ...PYTHON]);
    if (got.code !== 0) return `pip gives no yamllint: ${got.stderr.trim().split("\n").at(-1)}`;
    for (const [name, module] of [
      ["yamllint", "yamllint.cli"],
      ["yamale", "yamale.command_line"],
    ] as const) {
      const start = name === "yamllint" ? "run" : "main";
      // The folder is renamed when all of it is there, so it finds its library by its own place.
      const script = `#!/bin/sh\nPYTHONPATH="$(dirname "$0")/library" exec python3 -c 'import sys; from ${module} import ${start}; sys.exit(${start}())' "$@"\n`;
      writeFileSync(path.join(folder, name), script);
      chmodSync(path.join(folder, name), 0o755);
    }
    return undefined;
  });
}
