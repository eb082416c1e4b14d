import path from "node:path";
import leven from "leven";
import pLimit from "p-limit";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject, valueAt } from "../core/json.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { type Checked, fail, ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import { toolEnvironment } from "../tools/environment.ts";
import { findTool } from "../tools/find.ts";
import { baseLayers } from "./bases.ts";
import { isKeyProblem, translateHelmfileError } from "./errors.ts";
import { type HelmfileLocation, helmfilesOf } from "./find.ts";
import { type LayerList, layersOf } from "./layers.ts";
import { listEnvironments } from "./list.ts";
import { mergeValues } from "./merge-values.ts";
import type { Environment } from "./model.ts";
import { inApplyOrder } from "./order.ts";
import { releasesOf } from "./releases.ts";
import { asList, asObject, readStates, type State } from "./state.ts";

export interface EnvironmentRequest extends HelmfileLocation {
  readonly name: string;
  /** helmfile's own options, such as `-l name=web`, put before the verb. */
  readonly helmfileOptions?: readonly string[];
  /** The names of releases' layers are not wanted, so helmfile is asked once; the environment's own are there. */
  readonly valuesOnly?: boolean;
  /** Added to the child's environment, such as the key that opens the secrets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets all that helmfile said when it failed. It may hold secrets that nothing has tainted yet. */
  readonly onFailure?: (stderr: string) => void;
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
  return ok({
    value: await assemble(request, named.states, full.states, withheld),
    diagnostics: withheld ? [withheldNote(request.name)] : [],
  });
}

function failed(request: EnvironmentRequest, stderr: string): Result<never> {
  request.onFailure?.(stderr);
  return fail([translateHelmfileError(request, stderr, request.name)]);
}

function withheldNote(environment: string): Diagnostic {
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
    ...(request.helmfileOptions ?? []),
  ];
  const tools = await toolEnvironment();
  const ran = await processes(() =>
    shell(helmfile, [...args, "build", ...(embed ? ["--embed-values"] : [])], {
      cwd: request.root,
      env: { ...tools, ...env, TMPDIR: privateDirectory().path, HELMFILE_GO_YAML_V3: undefined },
    }),
  );
  return ran.code === 0 ? { states: await readStates(ran.stdout) } : { stderr: ran.stderr };
}

async function assemble(
  request: EnvironmentRequest,
  named: State[],
  full: State[],
  secretsWithheld: boolean,
): Promise<Environment> {
  const files = helmfilesOf(request.helmfile);
  const lists = named.map((state): LayerList => {
    const file =
      files.find((one) => path.basename(one) === path.basename(state.filepath)) ??
      path.resolve(request.root, state.filepath);
    return {
      root: request.root,
      helmfile: path.relative(request.root, file).split(path.sep).join("/"),
      folder: path.dirname(file),
      environment: request.name,
    };
  });
  const values = mergeValues(full.map((state) => state.renderedvalues).filter(isObject));
  const context = valueAt(values, ["context"]);
  const layers = (
    await Promise.all(named.map((state, at) => environmentLayers(state, lists[at] as LayerList)))
  ).flat();
  return {
    name: request.name,
    root: request.root,
    helmfile: request.helmfile,
    layers: layers.filter((one, at) => layers.findIndex((other) => isSame(one, other)) === at),
    values,
    ...(typeof context === "string" && context !== "" && { context }),
    releases: named.flatMap((state, at) =>
      inApplyOrder(
        releasesOf(
          state,
          full.find((one) => one.filepath === state.filepath),
          lists[at] as LayerList,
        ),
      ),
    ),
    secretsWithheld,
  };
}

async function environmentLayers(state: State, from: LayerList): Promise<Environment["layers"]> {
  const own = asObject(state.environments[from.environment]);
  const last = [...layersOf(asList(own.values), from), ...layersOf(asList(own.secrets), from, true)];
  return [...(await baseLayers(from)), last].flatMap((layers, group) =>
    layers.map((one) => ({ ...one, group })),
  );
}

function isSame(a: Environment["layers"][number], b: Environment["layers"][number]): boolean {
  if (a.kind !== b.kind || a.file !== b.file) return false;
  return a.kind !== "inline" || (b.kind === "inline" && JSON.stringify(a.value) === JSON.stringify(b.value));
}
