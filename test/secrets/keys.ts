import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { sampleRepository } from "../rig.ts";

/** A key made for one test: its file, and its public half. */
export interface TestKey {
  readonly file: string;
  readonly recipient: string;
}

/** A copy of the sample repository in which no key of the machine is found, only the demo key. */
export function isolated(): { root: string; env: Record<string, string | undefined> } {
  const root = sampleRepository();
  mkdirSync(path.join(root, "home"));
  const home = path.join(root, "home");
  return {
    root,
    env: {
      HOME: home,
      XDG_CONFIG_HOME: home,
      SOPS_AGE_KEY: undefined,
      SOPS_AGE_KEY_FILE: undefined,
      SOPS_AGE_KEY_CMD: undefined,
      CHARTROOM_CACHE:
        process.env.CHARTROOM_CACHE ??
        path.join(process.env.XDG_CACHE_HOME ?? path.join(process.env.HOME ?? "", ".cache"), "chartroom"),
    },
  };
}

export async function makeKey(root: string, name: string): Promise<TestKey> {
  const keygen = await findTool("age-keygen");
  if (!keygen.ok) throw new Error("age-keygen is missing");
  const file = path.join(root, "home", `${name}.txt`);
  const made = await run(keygen.value.path, ["-o", file]);
  if (made.code !== 0) throw new Error("no key was made");
  return { file, recipient: /public key: (\S+)/.exec(readFileSync(file, "utf8"))?.[1] ?? "" };
}

/** Runs the real sops. */
export async function sops(root: string, args: readonly string[], key: string) {
  const tool = await findTool("sops");
  if (!tool.ok) throw new Error("sops is missing");
  const env = {
    HOME: path.join(root, "home"),
    XDG_CONFIG_HOME: path.join(root, "home"),
    SOPS_AGE_KEY: undefined,
    SOPS_AGE_KEY_FILE: key,
  };
  return run(tool.value.path, args, { cwd: root, env });
}

export const demoKey = (root: string): string => path.join(root, "environments/demo-age-key.txt");

export const read = (root: string, file: string): string => readFileSync(path.join(root, file), "utf8");

export const write = (root: string, file: string, text: string): void =>
  writeFileSync(path.join(root, file), text);

export const change = (
  root: string,
  file: string,
  from: string | RegExp,
  to: string | (() => string),
): void => {
  const before = read(root, file);
  const after = before.replace(from, to as string);
  if (after === before) throw new Error(`nothing to change in ${file}`);
  write(root, file, after);
};
