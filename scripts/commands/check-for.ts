import { diagnostic } from "../core/diagnostic.ts";
import { minorVersion } from "../core/kubernetes-versions.ts";
import { fail, ok, type Result } from "../core/result.ts";

/** What is wrong with the word behind `--kube-version`; undefined where it is a version. */
export function kubeVersionProblem(text: string): string | undefined {
  return minorVersion(text) === undefined
    ? `--kube-version is a version of Kubernetes such as 1.34, not \`${text}\``
    : undefined;
}

/** What was asked of the check that comes before helmfile, and the words that are left for helmfile. */
export interface CheckFor {
  readonly args: readonly string[];
  readonly kubeVersion?: string;
  readonly schemas?: string;
}

/** Takes the check's own options out of words that go to helmfile, whose apply, sync and diff know none of them. */
export function takeCheckOptions(words: readonly string[]): Result<CheckFor> {
  const version = take(words, "--kube-version");
  const folder = take(version.args, "--schemas");
  if (version.missing || folder.missing)
    return fail([diagnostic("CR001", `${version.missing ? "--kube-version" : "--schemas"} needs a value`)]);
  const problem = version.value === undefined ? undefined : kubeVersionProblem(version.value);
  if (problem !== undefined) return fail([diagnostic("CR001", problem)]);
  return ok({
    args: folder.args,
    ...(version.value !== undefined && { kubeVersion: version.value }),
    ...(folder.value !== undefined && { schemas: folder.value }),
  });
}

function take(
  args: readonly string[],
  option: string,
): { args: readonly string[]; value?: string; missing?: boolean } {
  const at = args.findIndex((one) => one === option || one.startsWith(`${option}=`));
  const end = args.indexOf("--");
  if (at < 0 || (end >= 0 && end < at)) return { args };
  const word = args[at] as string;
  if (word !== option) return { args: args.toSpliced(at, 1), value: word.slice(option.length + 1) };
  const value = args[at + 1];
  return value === undefined ? { args, missing: true } : { args: args.toSpliced(at, 2), value };
}
