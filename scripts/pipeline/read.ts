import type { Diagnostic } from "../core/diagnostic.ts";
import { ok } from "../core/result.ts";
import type { Answers } from "../environment/answers.ts";
import type { HelmfileLocation } from "../environment/find.ts";
import { forVersion } from "../environment/model.ts";
import { namedFiles } from "../environment/named-files.ts";
import { unreadable } from "../layers/unreadable.ts";
import { openEnvironment } from "../validate/open-environment.ts";

export interface ReadOptions {
  readonly helmfileOptions?: readonly string[];
  /** The Kubernetes version to render and check for, whatever the helmfile says. */
  readonly kubeVersion?: string;
  /** Called when a process of helmfile runs. */
  readonly onRunning?: () => void;
  /** Gets all that helmfile said when it failed; what it prints is masked by the screen. */
  readonly tell?: (text: string) => void;
}

export type ReadOne = Awaited<ReturnType<typeof readOne>>;

/** One environment as helmfile tells it, and all that helmfile said where it failed. */
export async function readOne(
  name: string,
  helmfile: HelmfileLocation,
  options: ReadOptions,
  answers?: Answers,
) {
  // helmfile would wait for a pipe for ever, and follow any link.
  const unsafe = namedFiles(helmfile, name).flatMap((file) => unreadable(helmfile.root, file) ?? []);
  if (unsafe.length > 0) return { unsafe };
  const read = await openEnvironment({
    ...helmfile,
    name,
    helmfileOptions: options.helmfileOptions ?? [],
    answers,
    onRunning: options.onRunning,
    onFailure: (stderr) => options.tell?.(stderr.trimEnd()),
  });
  if (!read.ok) return { read };
  const { value, diagnostics } = read.value;
  const releases = forVersion(value.releases, options.kubeVersion);
  return { read: ok({ value: { ...value, releases }, diagnostics }) };
}

/** helmfile does not name the values file it could not read: where one of those it mentions is broken, that is said. */
export async function explained(
  findings: readonly Diagnostic[],
  helmfile: HelmfileLocation,
  name: string,
): Promise<Diagnostic[]> {
  if (!findings.some((one) => one.code === "CR022")) return [...findings];
  const { readLayer } = await import("../layers/read.ts");
  const all = namedFiles(helmfile, name).flatMap((file) => {
    const read = readLayer(helmfile.root, file);
    return read.ok ? read.value.diagnostics : read.error;
  });
  // helmfile reads `yes` in its own way, but it reads it.
  const broken = all.filter((one) => one.severity === "error" && one.code !== "CR107");
  const twice = all.filter((one) => findings.some((finding) => isSameKey(finding, one)));
  const causes = [...broken, ...twice.map(refused)];
  return causes.length > 0 ? causes : [...findings];
}

/** The same finding where it ends the check. */
function refused(twice: Diagnostic): Diagnostic {
  return {
    ...twice,
    severity: "error",
    message: twice.message.replace(
      /; Helm takes this one$/,
      "; `helmfile build`, which tells the check all values, refuses it",
    ),
    span: "Helm by itself takes this one",
  };
}

/** A key that stands twice ends helmfile, which says the line and not the file; Helm takes the last one. */
function isSameKey({ message }: Diagnostic, { code, message: own, place: at }: Diagnostic): boolean {
  const [, line, key] = /line (\d+): mapping key "(.+)" already defined at line \d+/.exec(message) ?? [];
  return code === "CR106" && own.startsWith(`\`${key}\` `) && at?.line === Number(line);
}
