import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import pLimit from "p-limit";
import { readIfThere } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { shell } from "../core/shell.ts";
import { toolEnvironment } from "../tools/environment.ts";
import { findTool } from "../tools/find.ts";
import { helmfilesOf } from "./find.ts";
import type { EnvironmentRequest } from "./read.ts";
import type { Evaluate } from "./references.ts";
import { hasSecretsPlugin, standInChart, withHelmStandIn, withSecretsPlugin } from "./stand-ins.ts";
import { asList, asObject, readStates, type State } from "./state.ts";

/** helmfile takes 130 MB and more than one core: two at a time, whatever the number of environments. */
const processes = pLimit(2);

/** How helmfile's process ended. */
export type Built = { readonly states: State[] } | { readonly stderr: string };

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

/** helmfile's `build`: what it printed, or its words where it failed. `embed`: with the values in place of their files. */
export async function build(
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
        ...(helm.ok && withHelmStandIn(request.helmfile, helm.value, tools.PATH ?? "")),
        ...(!hasSecretsPlugin() && { HELM_PLUGINS: withSecretsPlugin(tools.HELM_PLUGINS) }),
        ...env,
        TMPDIR: privateDirectory().path,
        HELMFILE_GO_YAML_V3: undefined,
      },
    }),
  );
  if (ran.code !== 0) return { stderr: ran.stderr };
  // The stand-in lies elsewhere in each run: without its path the same answer is the same text.
  const text = ran.stdout.replaceAll(standInChart(), "no-chart");
  return { states: await readStates(embed ? text : withoutValues(text)) };
}

/** The environment's values stand in both answers, and are half of what there is to read: the one with all values is enough. */
function withoutValues(text: string): string {
  return text.replace(/^renderedvalues:\n(?:(?:[ \t].*)?\n)*/gm, "");
}
