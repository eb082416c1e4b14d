import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "./harness.ts";

export const projectRoot = path.resolve(import.meta.dirname, "..");

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the chartroom binary of this checkout (built JavaScript) as a user would; CI mode, no colours. */
export function chartroom(
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; input?: string },
): Promise<CliResult> {
  const child = spawn(process.execPath, [path.join(projectRoot, "dist/scripts/main.js"), ...args], {
    cwd: options.cwd,
    env: { ...process.env, CI: "true", NO_COLOR: "1", FORCE_COLOR: undefined, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = collected(child);
  child.stdin.end(options.input ?? "");
  return ended;
}

/** What a child prints until it ends; throws where it cannot be started. */
export function collected(child: ChildProcess): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** A copy of a repository under test/fixtures/repos in a temp directory, with the files of `overlay` over it. */
export function repository(base: string, overlay?: string): string {
  const made = tempDirectory();
  cpSync(path.join(projectRoot, "test/fixtures/repos", base), made, { recursive: true });
  if (overlay !== undefined && existsSync(overlay)) cpSync(overlay, made, { recursive: true });
  return made;
}

/** A repository in a temp directory, made of these files. */
export function repositoryOf(files: Readonly<Record<string, string>>): string {
  const root = tempDirectory();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

/** A copy of the project's own sample repository (charts, helmfile.d, environments, schemas), as git knows it. */
export function sampleRepository(): string {
  const made = tempDirectory();
  const files = execFileSync(
    "git",
    ["ls-files", "charts", "helmfile.d", "environments", "schemas", ".sops.yaml"],
    { cwd: projectRoot, encoding: "utf8" },
  );
  for (const file of files.split("\n")) {
    if (file !== "" && existsSync(path.join(projectRoot, file)))
      cpSync(path.join(projectRoot, file), path.join(made, file));
  }
  return made;
}
