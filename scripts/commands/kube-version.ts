import { diagnostic } from "../core/diagnostic.ts";
import { minorVersion } from "../core/kubernetes-versions.ts";
import { fail, ok, type Result } from "../core/result.ts";

/** What is wrong with the word behind `--kube-version`; undefined where it is a version. */
export function kubeVersionProblem(text: string): string | undefined {
  return minorVersion(text) === undefined
    ? `--kube-version is a version of Kubernetes such as 1.34, not \`${text}\``
    : undefined;
}

/** Takes `--kube-version` out of words that go to helmfile, whose apply, sync and diff ask the cluster instead. */
export function takeKubeVersion(args: readonly string[]): Result<{ args: string[]; kubeVersion?: string }> {
  const at = args.findIndex((one) => one === "--kube-version" || one.startsWith("--kube-version="));
  const end = args.indexOf("--");
  if (at < 0 || (end >= 0 && end < at)) return ok({ args: [...args] });
  const word = args[at] as string;
  const inline = word.includes("=");
  const kubeVersion = inline ? word.slice(word.indexOf("=") + 1) : (args[at + 1] ?? "");
  const problem = kubeVersionProblem(kubeVersion);
  if (problem !== undefined) return fail([diagnostic("CR001", problem)]);
  return ok({ args: args.toSpliced(at, inline ? 1 : 2), kubeVersion });
}
