import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearest } from "../core/nearest.ts";
import { type Checked, fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { toolIdentity } from "../engine/shared.ts";
import { findTool } from "../tools/find.ts";
import type { Tool } from "../tools/model.ts";
import { userPlugins } from "../tools/plugin.ts";
import type { Answer, Answers, Question } from "./answers.ts";
import { ask, evaluated } from "./ask.ts";
import { assemble } from "./assemble.ts";
import { isKeyProblem, translateHelmfileError } from "./errors.ts";
import type { HelmfileLocation } from "./find.ts";
import { listEnvironments } from "./list.ts";
import { placeOfText } from "./mention.ts";
import type { Environment } from "./model.ts";
import { type Evaluate, resolveReferences } from "./references.ts";
import { hasSecretsPlugin } from "./stand-ins.ts";
import { asList, asObject, type State } from "./state.ts";

export interface EnvironmentRequest extends HelmfileLocation {
  readonly name: string;
  /** helmfile's own options, such as `-l name=web`, put before the verb. */
  readonly helmfileOptions?: readonly string[];
  /** The names of releases' layers are not wanted, so helmfile is asked once; the environment's own are there. */
  readonly valuesOnly?: boolean;
  /** Added to the child's environment, such as the key that opens the secrets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called when a process of helmfile runs: for what can be done meanwhile. */
  readonly onRunning?: (() => void) | undefined;
  /** Gets all that helmfile said when it failed, before it is read: whoever can opens the secrets that it may repeat. */
  readonly onFailure?: (stderr: string) => void | Promise<void>;
  /** Answers of runs before; helmfile is asked anew where they are not given. Not for whoever changes a cluster. */
  readonly answers?: Answers | undefined;
}

/**
 * One environment as helmfile sees it: releases, layers, final values. It is asked for the names of the layers
 * and for the values in them, both through a pipe; without a key once more, without the secrets.
 */
export async function readEnvironment(request: EnvironmentRequest): Promise<Result<Checked<Environment>>> {
  const unknown = await unknownEnvironment(request);
  if (unknown) return fail([unknown]);
  const tool = await findTool("helmfile");
  if (!tool.ok) return tool;
  const asked = await answered(tool.value, request);
  if (!asked.ok) return asked;
  const { full, named, withheld, env } = asked.value;
  const evaluate: Evaluate = (folder, texts) => evaluated(tool.value.path, env, folder, texts);
  const resolved = await resolveReferences(request.root, full, evaluate);
  const closed = withheld || resolved.withheld;
  return ok({
    value: await assemble(request, named, resolved.states, closed),
    diagnostics: [
      ...(closed ? [withheldNote(request.name)] : []),
      ...resolved.diagnostics,
      ...missingPlugin(request, named),
    ],
  });
}

interface Answered extends Answer {
  /** No key opened the secrets: both are without them. */
  readonly withheld: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What helmfile says, or said before to the same question. */
async function answered(helmfile: Tool, request: EnvironmentRequest): Promise<Result<Answered>> {
  const { answers, valuesOnly } = request;
  let env = request.env ?? {};
  let withheld = env.CHARTROOM_SECRETS === "withheld" || process.env.CHARTROOM_SECRETS === "withheld";
  const question = answers && !withheld && !valuesOnly ? await questionOf(helmfile, request) : undefined;
  const kept = question && answers?.read(question);
  if (kept) return ok({ ...kept, withheld, env });
  let answer = await ask(helmfile, request, env);
  if ("stderr" in answer && !withheld && isKeyProblem(answer.stderr)) {
    const closed = { ...env, CHARTROOM_SECRETS: "withheld" };
    const without = await ask(helmfile, request, closed);
    if (!("stderr" in without)) [answer, env, withheld] = [without, closed, true];
  }
  if ("stderr" in answer) return failed(request, answer.stderr);
  if (question && !withheld) answers?.keep(question, answer);
  return ok({ ...answer, withheld, env });
}

async function questionOf(helmfile: Tool, request: EnvironmentRequest): Promise<Question> {
  const { root, helmfile: file, name, helmfileOptions: options = [], env = {} } = request;
  const helm = await findTool("helm");
  const tools = [
    toolIdentity(helmfile),
    helm.ok ? toolIdentity(helm.value) : "",
    ...userPlugins().map((one) => [one.folder, one.name, one.version ?? ""]),
  ];
  return { root, helmfile: file, name, options, env, tools, secretsPlugin: hasSecretsPlugin() };
}

async function failed(request: EnvironmentRequest, stderr: string): Promise<Result<never>> {
  await request.onFailure?.(stderr);
  return fail([translateHelmfileError(request, stderr, request.name)]);
}

/** helmfile decrypts what stands below `secrets:` with a plugin of Helm's, which a check does without. */
function missingPlugin({ name, root }: EnvironmentRequest, states: readonly State[]): Diagnostic[] {
  const user = states.find(
    (one) =>
      asList(asObject(one.environments[name]).secrets).length > 0 ||
      one.releases.some((release) => asList(release.secrets).length > 0),
  );
  if (!user || hasSecretsPlugin()) return [];
  const file = path
    .relative(root, user.source || path.join(root, user.filepath))
    .split(path.sep)
    .join("/");
  return [
    diagnostic("CR026", "helm-secrets is not installed, and helmfile needs it for `secrets:`", {
      place: placeOfText(root, file, "secrets:") ?? fileStart(file),
      note: "here sops itself opens the secrets; what a template computes from one is not compared with helmfile's",
      help: "install the Helm plugin helm-secrets, or fetch the values with `ref+sops://FILE#/KEY`",
    }),
  ];
}

/** Says that an environment's secrets stayed closed. */
export function withheldNote(environment: string): Diagnostic {
  return diagnostic("CR025", "the secrets stayed closed: only their presence and type are checked", {
    help: "set SOPS_AGE_KEY_FILE to check everything",
    environment,
  });
}

async function unknownEnvironment(request: EnvironmentRequest): Promise<Diagnostic | undefined> {
  const listed = await listEnvironments(request);
  if (!listed.ok || listed.value.includes(request.name) || request.name === "default") return undefined;
  const near = nearest(request.name, listed.value);
  return diagnostic("CR021", `there is no environment \`${request.name}\``, {
    note: `the environments are ${listed.value.join(", ")}`,
    help: near !== undefined ? `did you mean \`${near}\`?` : undefined,
  });
}
