import { spawn } from "node:child_process";
import process from "node:process";
import { embeddedKubeconfig } from "../cluster/names.ts";
import { childEnvironment } from "../core/exec.ts";
import { isFile } from "../core/files.ts";
import { findTool } from "../tools/find.ts";
import { childVariables } from "./target.ts";

/** The command line as chartroom read it; all of it goes back to helmfile. */
export interface PassedThrough {
  readonly verb: string;
  readonly environments: readonly string[];
  readonly file?: string;
  readonly kubeContext?: string;
  readonly helmfileOptions: readonly string[];
  readonly args: readonly string[];
  readonly cwd: string;
  readonly screen: { say(text: string): void };
}

/** Hands a verb that is not ours to helmfile: same words, same stdio, same exit code. */
export async function passThrough(invocation: PassedThrough): Promise<0 | 1 | 2 | 3 | 130> {
  const tool = await findTool("helmfile");
  if (!tool.ok) {
    for (const { message, help } of tool.error) invocation.screen.say(`${message}\n  help: ${help ?? ""}`);
    return 3;
  }
  const { environments, file, kubeContext, helmfileOptions, verb, args } = invocation;
  const words = [
    ...(file === undefined ? [] : ["-f", file]),
    ...environments.flatMap((one) => ["-e", one]),
    ...(kubeContext === undefined ? [] : ["--kube-context", kubeContext]),
    ...helmfileOptions,
    verb,
    ...args,
  ];
  const env = childEnvironment(
    await childVariables(
      environments.includes("local") && kubeContext === undefined && isFile(embeddedKubeconfig()),
    ),
  );
  // Not a group of its own: it may ask questions on the terminal, which then sends it Ctrl-C as it does to us.
  const child = spawn(tool.value.path, words, { cwd: invocation.cwd, env, stdio: "inherit" });
  if (process.stdin.isTTY !== true) process.once("SIGINT", () => child.kill("SIGINT"));
  process.once("SIGTERM", () => child.kill("SIGTERM"));
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(3));
    child.on("close", (status) => resolve(status));
  });
  return (code ?? 130) as 0 | 1 | 2 | 3 | 130;
}
