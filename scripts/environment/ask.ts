import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import pLimit from "p-limit";
import type { Ran } from "../core/exec.ts";
import { readIfThere } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { shell } from "../core/shell.ts";
import { cachedPath } from "../tools/cached.ts";
import { toolEnvironment } from "../tools/environment.ts";
import { findTool } from "../tools/find.ts";
import type { Tool } from "../tools/model.ts";
import type { Answer } from "./answers.ts";
import { helmfilesOf } from "./find.ts";
import type { EnvironmentRequest } from "./read.ts";
import type { Evaluate } from "./references.ts";
import { hasSecretsPlugin, standInChart, withHelmStandIn, withSecretsPlugin } from "./stand-ins.ts";
import { asList, asObject, readStates, type State } from "./state.ts";
import { readAnswer } from "./states.ts";

/** helmfile takes 140 MB and more than one core: two programs at a time, sops among them, whatever the number of environments. */
export const processes = pLimit(2);

/** What helmfile's process said before it ended with another code than 0. */
export interface Failed {
  readonly stderr: string;
}

/** What `build` printed. */
export type Built = { readonly states: State[] } | Failed;

/** Resolves references through a release whose values file holds nothing but them; the answer comes by a pipe. */
export async function evaluated(
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

/**
 * What helmfile says of an environment in both forms, with the names of the layers and with the values in them, or its
 * words where it failed. The build of helmfile that chartroom makes is asked once (modules/helmfile), any other twice.
 */
export async function ask(
  helmfile: Tool,
  request: EnvironmentRequest,
  env: EnvironmentRequest["env"],
): Promise<Answer | Failed> {
  const ran = isOwnBuild(helmfile)
    ? await runHelmfile(helmfile.path, request, { ...env, ...WITHOUT_COLLECTOR }, ["states"])
    : undefined;
  if (ran?.code === 0) return readAnswer(withoutStandIn(ran.stdout));
  if (ran?.stderr && ran.code !== NOT_JSON && ran.code !== PANICKED) return { stderr: ran.stderr };
  const [full, named] = await Promise.all([
    build(helmfile.path, request, env, true),
    request.valuesOnly ? undefined : build(helmfile.path, request, env, false),
  ]);
  if ("stderr" in full) return full;
  if (named && "stderr" in named) return named;
  return { full: full.states, named: (named ?? full).states };
}

/** The exit code of `states` where JSON cannot hold the values, and that of a Go program that falls over. */
const [NOT_JSON, PANICKED] = [75, 2];

/** Whether it has the verb `states`: another one of the same version can be a program that calls helmfile in its own way. */
function isOwnBuild({ path: binary }: Tool): boolean {
  return binary === cachedPath("helmfile");
}

/** Go's garbage collector finds nothing before the verb begins, which turns it on again. */
const WITHOUT_COLLECTOR = process.env.GOGC === undefined ? { GOGC: "off" } : {};

/** helmfile's `build`: what it printed, or its words where it failed. `embed`: with the values in place of their files. */
export async function build(
  helmfile: string,
  request: EnvironmentRequest,
  env: EnvironmentRequest["env"],
  embed: boolean,
): Promise<Built> {
  const ran = await runHelmfile(helmfile, request, env, ["build", ...(embed ? ["--embed-values"] : [])]);
  if (ran.code !== 0) return { stderr: ran.stderr };
  const text = withoutStandIn(ran.stdout);
  return { states: await readStates(embed ? text : withoutValues(text)) };
}

async function runHelmfile(
  helmfile: string,
  request: EnvironmentRequest,
  env: EnvironmentRequest["env"],
  verb: readonly string[],
): Promise<Ran> {
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
  return processes(() =>
    shell(helmfile, [...args, ...verb], {
      cwd: request.root,
      onRunning: request.onRunning,
      env: {
        ...tools,
        ...(helm.ok && withHelmStandIn(request.helmfile, helm.value, tools.PATH ?? "")),
        ...(!hasSecretsPlugin() && { HELM_PLUGINS: withSecretsPlugin(tools.HELM_PLUGINS) }),
        ...env,
        TMPDIR: privateDirectory().path,
        HELMFILE_GO_YAML_V3: undefined,
      },
    }),
  );
}

/** The stand-in lies elsewhere in each run: without its path the same answer is the same text. */
function withoutStandIn(text: string): string {
  return text.replaceAll(standInChart(), "no-chart");
}

/** The environment's values stand in both answers, and are half of what there is to read: the one with all values is enough. */
function withoutValues(text: string): string {
  return text.replace(/^renderedvalues:\n(?:(?:[ \t].*)?\n)*/gm, "");
}
