import { spawn } from "node:child_process";
import process from "node:process";
import { embeddedContext, embeddedKubeconfig } from "../cluster/names.ts";
import { childEnvironment } from "../core/exec.ts";
import { isFile } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { readEnvironment } from "../environment/read.ts";
import { secretEnvironment } from "../secrets/environment.ts";
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
}

/** Hands a verb that is not ours to helmfile: same words, same stdio, same exit code; the keys and the cluster are ours. */
export async function passThrough(invocation: PassedThrough): Promise<Result<number>> {
  const tool = await findTool("helmfile");
  if (!tool.ok) return fail(tool.error);
  const { environments, file, kubeContext, helmfileOptions, verb, args, cwd } = invocation;
  const words = [
    ...(file === undefined ? [] : ["-f", file]),
    ...environments.flatMap((one) => ["-e", one]),
    ...(kubeContext === undefined ? [] : ["--kube-context", kubeContext]),
    ...helmfileOptions,
    verb,
    ...args,
  ];
  const found = findHelmfile(cwd, file);
  const env = childEnvironment({
    ...(await childVariables(await isEmbedded(invocation))),
    ...(found.ok && secretEnvironment(found.value.root)),
  });
  // From here on helmfile decides what an interrupt means, and we end when it has: our own way would end us first.
  // It is no group of its own, since it may ask on the terminal, which then sends it Ctrl-C as it does to us.
  process.removeAllListeners("SIGINT");
  process.on("SIGINT", () => {
    if (process.stdin.isTTY !== true) child.kill("SIGINT");
  });
  process.removeAllListeners("SIGTERM");
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const child = spawn(tool.value.path, words, { cwd, env, stdio: "inherit" });
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(3));
    child.on("close", (status) => resolve(status));
  });
  return ok(code ?? 130);
}

/** Whether the words mean the embedded cluster: by `--kube-context`, else by the context of the one environment. */
async function isEmbedded(invocation: PassedThrough): Promise<boolean> {
  const { environments, file, kubeContext, helmfileOptions, cwd } = invocation;
  if (!isFile(embeddedKubeconfig())) return false;
  if (kubeContext !== undefined) return kubeContext === embeddedContext;
  const [name, ...others] = environments;
  const found = findHelmfile(cwd, file);
  if (name === undefined || others.length > 0 || !found.ok) return false;
  const env = secretEnvironment(found.value.root);
  const read = await readEnvironment({ ...found.value, name, helmfileOptions, env });
  return read.ok && read.value.value.context === embeddedContext;
}
