import { spawn } from "node:child_process";
import process from "node:process";
import { embeddedContext, embeddedKubeconfig } from "../cluster/names.ts";
import { childEnvironment } from "../core/exec.ts";
import { isFile } from "../core/files.ts";
import { MaskedText } from "../core/masked-text.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { environmentValues } from "../merge/environment.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { taintSecrets } from "../secrets/taint-all.ts";
import { findTool } from "../tools/find.ts";
import { annotatedValues } from "../validate/environment.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { annotateReleases } from "../validate/release.ts";
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

/** Where helmfile's output goes. */
export interface PassedOutput {
  data(text: string): void;
  words(text: string): void;
  readonly color: boolean;
}

/**
 * Hands a verb that is not ours to helmfile: same words, same exit code; the keys and the cluster are ours. What it prints
 * is masked as all that chartroom prints: whoever wants the plain values of `template` asks helmfile itself.
 */
export async function passThrough(invocation: PassedThrough, output: PassedOutput): Promise<Result<number>> {
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
    ...(output.color && process.stdout.isTTY && { HELM_DIFF_COLOR: "true" }),
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
  const child = spawn(tool.value.path, words, { cwd, env, stdio: ["inherit", "pipe", "pipe"] });
  const [data, prose] = [new MaskedText(output.data), new MaskedText(output.words)];
  child.stdout.setEncoding("utf8").on("data", (text: string) => data.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => prose.push(text));
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(3));
    child.on("close", (status) => resolve(status));
  });
  data.end();
  prose.end();
  return ok(code ?? 130);
}

/**
 * Whether the words mean the embedded cluster: by `--kube-context`, else by the context of the one environment. Its
 * secrets are remembered on the way.
 */
async function isEmbedded(invocation: PassedThrough): Promise<boolean> {
  const { environments, file, kubeContext, helmfileOptions, cwd } = invocation;
  const found = findHelmfile(cwd, file);
  if (!found.ok) return kubeContext === embeddedContext;
  await taintSecrets(found.value.root);
  const contexts = new Set<string | undefined>();
  for (const name of environments) {
    const read = await openEnvironment({ ...found.value, name, helmfileOptions });
    if (!read.ok) continue; // helmfile will say why
    const environment = read.value.value;
    const { merged } = await environmentValues(environment);
    annotatedValues(environment, merged, await annotateReleases(environment, merged));
    contexts.add(environment.context);
  }
  if (!isFile(embeddedKubeconfig())) return false;
  if (kubeContext !== undefined) return kubeContext === embeddedContext;
  return environments.length === 1 && contexts.has(embeddedContext);
}
