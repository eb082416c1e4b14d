import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { tempDirectory } from "../harness.ts";
import { type CliResult, chartroom } from "../rig.ts";

/** What of this machine's PATH a place has. */
const COMMON = ["git", "sh", "cat", "sed", "cp", "mkdir", "grep", "node", "bash", "env", "rm"];

/** The path of a program of this machine, or undefined. */
export function machineProgram(name: string): string | undefined {
  try {
    return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/** A user with a home of his own and a PATH of nothing but what is named. */
export interface Place {
  readonly root: string;
  readonly bin: string;
  /** The folder of chartroom's settings. */
  readonly settings: string;
  readonly env: NodeJS.ProcessEnv;
  run(...args: string[]): Promise<CliResult>;
  read(file: string): string;
}

export function place(programs: readonly string[] = ["openssl"], root = tempDirectory()): Place {
  const [bin, home] = [tempDirectory(), tempDirectory()];
  for (const name of [...COMMON, ...programs]) {
    const found = machineProgram(name);
    if (found === undefined) throw new Error(`this machine has no ${name}`);
    symlinkSync(found, path.join(bin, name));
  }
  mkdirSync(path.join(home, ".config"));
  const env = {
    PATH: bin,
    LC_ALL: "C.UTF-8",
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, ".config"),
    CAROOT: path.join(home, "mkcert"),
    CHARTROOM_TOOLS: toolsDirectory(),
    SOPS_AGE_KEY_FILE: path.join(root, "environments/demo-age-key.txt"),
  };
  return {
    root,
    bin,
    settings: path.join(home, ".config/chartroom"),
    env,
    run: (...args) => chartroom(args, { cwd: root, env }),
    read: (file) => readFileSync(path.resolve(root, file), "utf8"),
  };
}
