import process from "node:process";
import { embeddedContext, embeddedKubeconfig } from "../cluster/names.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isFile } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import type { Environment } from "../environment/model.ts";
import { toolEnvironment } from "../tools/environment.ts";
import { findTool } from "../tools/find.ts";

/** Where an environment goes: the context that every child is told by name, and the variables it gets. */
export interface Target {
  readonly context: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Nothing runs on the embedded cluster's node, so there are no logs. */
  readonly simulated: boolean;
}

export interface TargetRequest {
  readonly environment: Environment;
  /** `--kube-context`, when it was given. */
  readonly kubeContext?: string | undefined;
  /** What opens the secrets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The one cluster an environment may go to. An environment that names a context goes there or nowhere: the embedded
 * cluster's is found in the cache, any other must be the one that helm would take by itself.
 */
export async function findTarget({ environment, kubeContext, env }: TargetRequest): Promise<Result<Target>> {
  const simulated = environment.context === embeddedContext;
  const needed = await Promise.all((["helmfile", "helm", "helm-diff", "kubectl"] as const).map(findTool));
  const missing = needed.flatMap((one) => (one.ok ? [] : one.error));
  if (missing.length > 0) return fail(missing);
  const children = { ...(await childVariables(simulated)), ...env };
  if (simulated && !isFile(embeddedKubeconfig())) return fail([unreachable(embeddedContext, true)]);
  const asked = kubeContext ?? (simulated ? undefined : process.env.HELM_KUBECONTEXT || undefined);
  const current = asked ?? (await kubectl(["config", "current-context"], children)).stdout.trim();
  const used = [...new Set(environment.releases.map((one) => kubeContext ?? one.kubeContext ?? current))];
  const wrong = used.find((one) => one !== (environment.context ?? one));
  if (wrong !== undefined) return fail([otherContext(environment, wrong)]);
  const context = used[0] ?? current;
  // kubectl goes nowhere with a context that it does not know, so both can be asked at one time.
  const [contexts, reached] = await Promise.all([
    kubectl(["config", "get-contexts", "-o", "name"], children),
    kubectl(["--context", context, "--request-timeout=5s", "get", "--raw", "/version"], children),
  ]);
  const known = contexts.stdout.split("\n");
  const unknown = [context, ...used].find((one) => !known.includes(one));
  if (unknown !== undefined) return fail([unknownContext(unknown, known)]);
  if (reached.code !== 0) return fail([unreachable(context, simulated, reached.stderr)]);
  return ok({ context, env: children, simulated });
}

/** Variables of helmfile, helm and kubectl: tools first, decrypted files on tmpfs, ~/.kube left alone. */
export async function childVariables(embedded: boolean): Promise<Record<string, string | undefined>> {
  return {
    ...(await toolEnvironment()),
    TMPDIR: privateDirectory().path,
    HELMFILE_GO_YAML_V3: undefined,
    ...(embedded && {
      KUBECONFIG: embeddedKubeconfig(),
      KUBECACHEDIR: `${embeddedKubeconfig()}.cache`,
      HELM_KUBECONTEXT: undefined,
    }),
  };
}

/** Runs kubectl with the target's variables; `input` goes to its stdin. */
export async function kubectl(
  args: readonly string[],
  env: Target["env"],
  input?: string,
): ReturnType<typeof shell> {
  const tool = await findTool("kubectl");
  return shell(tool.ok ? tool.value.path : "kubectl", args, { env, ...(input !== undefined && { input }) });
}

function otherContext(environment: Environment, wrong: string): Diagnostic {
  return diagnostic(
    "CR610",
    `${environment.name} belongs to the context \`${environment.context}\`, not to \`${wrong}\``,
    {
      note: `the environment's value \`context\` names the first; helm would have used ${wrong === "" ? "none" : "the second"}`,
      help: `switch with \`kubectl config use-context ${environment.context}\`, or give \`--kube-context ${environment.context}\``,
    },
  );
}

function unknownContext(context: string, known: readonly string[]): Diagnostic {
  const names = known.filter((one) => one !== "");
  if (context === "")
    return diagnostic("CR611", "no Kubernetes context is chosen", {
      help: "name one in the environment's value `context`, or give `--kube-context`",
    });
  return diagnostic("CR611", `the kubeconfig has no context \`${context}\``, {
    note: names.length > 0 ? `it has ${names.join(", ")}` : "it has none",
    help: "set KUBECONFIG to the file that has it",
  });
}

function unreachable(context: string, simulated: boolean, stderr = ""): Diagnostic {
  const said = stderr.trim().split("\n").at(-1) ?? "";
  return diagnostic("CR612", `the API server of \`${context}\` does not answer`, {
    ...(said !== "" && { note: said }),
    help: simulated
      ? "start the embedded cluster: chartroom cluster up"
      : "check the network, the VPN and your login to the cluster",
  });
}
