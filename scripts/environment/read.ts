import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import leven from "leven";
import pLimit from "p-limit";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { type Checked, fail, ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import { fileStart } from "../core/source.ts";
import { toolEnvironment } from "../tools/environment.ts";
import { findTool } from "../tools/find.ts";
import { assemble } from "./assemble.ts";
import { isKeyProblem, translateHelmfileError } from "./errors.ts";
import { type HelmfileLocation, helmfilesOf } from "./find.ts";
import { listEnvironments } from "./list.ts";
import { placeOfText } from "./mention.ts";
import type { Environment } from "./model.ts";
import { type Evaluate, resolveReferences } from "./references.ts";
import { hasSecretsPlugin, standInChart, withHelmStandIn, withSecretsPlugin } from "./stand-ins.ts";
import { asList, asObject, readStates, type State } from "./state.ts";

export interface EnvironmentRequest extends HelmfileLocation {
  readonly name: string;
  /** helmfile's own options, such as `-l name=web`, put before the verb. */
  readonly helmfileOptions?: readonly string[];
  /** The names of releases' layers are not wanted, so helmfile is asked once; the environment's own are there. */
  readonly valuesOnly?: boolean;
  /** Added to the child's environment, such as the key that opens the secrets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets all that helmfile said when it failed, before it is read: whoever can opens the secrets that it may repeat. */
  readonly onFailure?: (stderr: string) => void | Promise<void>;
}

/** helmfile takes 130 MB and more than one core: two at a time, whatever the number of environments. */
const processes = pLimit(2);

/** How helmfile's process ended. */
type Built = { readonly states: State[] } | { readonly stderr: string };

/**
 * One environment as helmfile sees it: releases, layers, final values. helmfile is asked twice, for the names of the
 * layers and for the values in them, both through a pipe. Without a key it is asked again without the secrets.
 */
export async function readEnvironment(request: EnvironmentRequest): Promise<Result<Checked<Environment>>> {
  const unknown = await unknownEnvironment(request);
  if (unknown) return fail([unknown]);
  const tool = await findTool("helmfile");
  if (!tool.ok) return tool;
  let withheld =
    request.env?.CHARTROOM_SECRETS === "withheld" || process.env.CHARTROOM_SECRETS === "withheld";
  let env = request.env ?? {};
  let [full, named] = await Promise.all([
    build(tool.value.path, request, env, true),
    request.valuesOnly ? undefined : build(tool.value.path, request, env, false),
  ]);
  if ("stderr" in full && !withheld && isKeyProblem(full.stderr)) {
    const first = full;
    env = { ...env, CHARTROOM_SECRETS: "withheld" };
    full = await build(tool.value.path, request, env, true);
    if ("stderr" in full) full = first;
    else {
      withheld = true;
      named &&= await build(tool.value.path, request, env, false);
    }
  }
  if ("stderr" in full) return failed(request, full.stderr);
  named ??= full;
  if ("stderr" in named) return failed(request, named.stderr);
  const evaluate: Evaluate = (folder, texts) => evaluated(tool.value.path, env, folder, texts);
  const resolved = await resolveReferences(request.root, full.states, evaluate);
  const closed = withheld || resolved.withheld;
  return ok({
    value: await assemble(request, named.states, resolved.states, closed),
    diagnostics: [
      ...(closed ? [withheldNote(request.name)] : []),
      ...resolved.diagnostics,
      ...missingPlugin(request, named.states),
    ],
  });
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
      note: "the secrets were opened with sops itself; what a template computes from one was not compared with helmfile's",
      help: "install the Helm plugin helm-secrets, or fetch the values with `ref+sops://FILE#/KEY`",
    }),
  ];
}

/** Says that an environment's secrets stayed closed. */
export function withheldNote(environment: string): Diagnostic {
  return diagnostic(
    "CR025",
    `the secrets of ${environment} stayed closed: only their presence and type are checked`,
    {
      help: "set SOPS_AGE_KEY_FILE to check everything",
      environment,
    },
  );
}

async function unknownEnvironment(request: EnvironmentRequest): Promise<Diagnostic | undefined> {
  const listed = await listEnvironments(request);
  if (!listed.ok || listed.value.includes(request.name) || request.name === "default") return undefined;
  const near = [...listed.value].sort((a, b) => leven(a, request.name) - leven(b, request.name))[0];
  const close = near !== undefined && leven(near, request.name) <= Math.max(2, request.name.length / 3);
  return diagnostic("CR021", `there is no environment \`${request.name}\``, {
    note: `the environments are ${listed.value.join(", ")}`,
    help: close ? `did you mean \`${near}\`?` : undefined,
  });
}

/** Resolves references through a release whose values file holds nothing but them; the answer comes by a pipe. */
async function evaluated(
  helmfile: string,
  env: EnvironmentRequest["env"],
  folder: string,
  texts: readonly string[],
): ReturnType<Evaluate> {
  const file = path.join(privateDirectory().path, `references-${randomUUID()}.yaml`);
  writeFileSync(file, JSON.stringify({ of: texts }));
  const release = { name: "references", chart: standInChart(), values: [file] };
  const ran = await shell(helmfile, ["-f", "-", "--log-level", "error", "build", "--embed-values"], {
    cwd: folder,
    env: { ...(await toolEnvironment()), ...env, TMPDIR: privateDirectory().path },
    input: `releases:\n- ${JSON.stringify(release)}\n`, // helmfile wants its keys at the margin
  });
  if (ran.code !== 0) return { stderr: ran.stderr };
  const [values] = asList((await readStates(ran.stdout))[0]?.releases[0]?.values);
  return asList(asObject(values).of);
}

/** Files of helmfile.d that include others change the working directory under each other's feet (helmfile 1.8). */
function inTurn({ helmfile }: EnvironmentRequest): string[] {
  const files = helmfilesOf(helmfile);
  const including = files.length > 1 && files.some((one) => /^helmfiles:/m.test(readIfThere(one) ?? ""));
  return including ? ["--sequential-helmfiles"] : [];
}

async function build(
  helmfile: string,
  request: EnvironmentRequest,
  env: EnvironmentRequest["env"],
  embed: boolean,
): Promise<Built> {
  const args = [
    "-f",
    request.helmfile,
    "-e",
    request.name,
    "--log-level",
    "error",
    "--chart",
    standInChart(),
    ...inTurn(request),
    ...(request.helmfileOptions ?? []),
  ];
  const [tools, helm] = await Promise.all([toolEnvironment(), findTool("helm")]);
  const ran = await processes(() =>
    shell(helmfile, [...args, "build", ...(embed ? ["--embed-values"] : [])], {
      cwd: request.root,
      env: {
        ...tools,
        ...(helm.ok && withHelmStandIn(request.helmfile, helm.value.path, tools.PATH ?? "")),
        ...(!hasSecretsPlugin() && { HELM_PLUGINS: withSecretsPlugin(tools.HELM_PLUGINS) }),
        ...env,
        TMPDIR: privateDirectory().path,
        HELMFILE_GO_YAML_V3: undefined,
      },
    }),
  );
  if (ran.code !== 0) return { stderr: ran.stderr };
  // The stand-in lies elsewhere in each run: without its path the same answer is the same text.
  return { states: await readStates(ran.stdout.replaceAll(standInChart(), "no-chart")) };
}
