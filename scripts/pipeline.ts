import { checkManifests } from "./check/check.ts";
import { type Diagnostic, hasErrors } from "./core/diagnostic.ts";
import { fail, ok, type Result } from "./core/result.ts";
import { findHelmfile, type HelmfileLocation } from "./environment/find.ts";
import { listEnvironments } from "./environment/list.ts";
import { type Environment, releaseId } from "./environment/model.ts";
import { namedFiles } from "./environment/named-files.ts";
import { readLayer, unreadable } from "./layers/read.ts";
import { environmentValues } from "./merge/environment.ts";
import type { MergedMap } from "./merge/model.ts";
import { withPlaceholders } from "./merge/placeholders.ts";
import { nodeAt } from "./merge/value.ts";
import type { RenderedRelease, Renderer } from "./render/model.ts";
import { renderReleases } from "./render/releases.ts";
import { startRenderer } from "./render/start.ts";
import { secretEnvironment } from "./secrets/environment.ts";
import { readOpened } from "./secrets/opened.ts";
import { taintSecrets } from "./secrets/taint-all.ts";
import { usedSecrets } from "./secrets/used.ts";
import { checkTemplates } from "./templates/check.ts";
import { validateEnvironment } from "./validate/environment.ts";

export interface PipelineOptions {
  readonly cwd: string;
  readonly file?: string;
  readonly helmfileOptions?: readonly string[];
  /** Called as a stage begins: `staging: render`. */
  readonly progress?: (message: string) => void;
  /** Gets all that a tool said when it failed; what it prints is masked by the screen. */
  readonly tell?: (text: string) => void;
}

/** One environment after every stage before helmfile. */
export interface CheckedEnvironment {
  readonly environment: Environment;
  /** The environment's own layers merged, with origins. */
  readonly merged: MergedMap;
  /** Each release's own values with their places, by `namespace/name`. */
  readonly layered: ReadonlyMap<string, MergedMap>;
  readonly rendered: readonly RenderedRelease[];
  readonly diagnostics: readonly Diagnostic[];
  readonly fromCache: number;
}

export interface CheckedEnvironments {
  readonly root: string;
  readonly checked: readonly CheckedEnvironment[];
  /** All findings: those of the environments and those that kept an environment from being read. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the named environments, or all of the repository: every stage runs for every environment and every release;
 * nothing stops at the first finding. Fails only where no helmfile is found or its environments cannot be listed.
 */
export async function checkEnvironments(
  names: readonly string[],
  options: PipelineOptions,
): Promise<Result<CheckedEnvironments>> {
  const found = findHelmfile(options.cwd, options.file);
  if (!found.ok) return found;
  const all = names.length > 0 ? ok([...names]) : await listEnvironments(found.value);
  if (!all.ok) return all;
  const renderer = await startRenderer();
  if (!renderer.ok) return renderer;
  try {
    const checked: CheckedEnvironment[] = [];
    const diagnostics: Diagnostic[] = [];
    for (const name of all.value) {
      const one = await checkEnvironment(name, found.value, renderer.value, options);
      if (one.ok) checked.push(one.value);
      diagnostics.push(...(one.ok ? one.value.diagnostics : one.error));
    }
    return ok({ root: found.value.root, checked, diagnostics });
  } finally {
    await renderer.value.close();
  }
}

async function checkEnvironment(
  name: string,
  helmfile: HelmfileLocation,
  renderer: Renderer,
  options: PipelineOptions,
): Promise<Result<CheckedEnvironment>> {
  const say = (stage: string) => options.progress?.(`${name}: ${stage}`);
  // helmfile would wait for a pipe for ever, and follow any link.
  const unsafe = namedFiles(helmfile, name).flatMap((file) => unreadable(helmfile.root, file) ?? []);
  if (unsafe.length > 0) return fail(unsafe.map((one) => ({ ...one, environment: name })));
  say("read");
  let said = "";
  const read = await readOpened({
    ...helmfile,
    name,
    helmfileOptions: options.helmfileOptions ?? [],
    env: secretEnvironment(helmfile.root),
    onFailure: (stderr) => {
      said = stderr;
    },
  });
  if (said !== "") {
    await taintSecrets(helmfile.root);
    options.tell?.(said.trimEnd());
  }
  if (!read.ok)
    return fail(explained(read.error, helmfile, name).map((one) => ({ ...one, environment: name })));
  const environment = read.value.value;
  const diagnostics: Diagnostic[] = [...read.value.diagnostics];

  say("decrypt and merge");
  const { merged, diagnostics: layerFindings } = await environmentValues(environment);
  diagnostics.push(...layerFindings, ...usedSecrets(environment, await environmentNames(helmfile)));

  say("validate");
  const layered = new Map<string, MergedMap>();
  const invalid = await validateEnvironment(environment, merged, (one, { ours }) =>
    layered.set(releaseId(one), ours),
  );
  diagnostics.push(...invalid);

  say("render");
  const { root, secretsWithheld } = environment;
  const releases = secretsWithheld
    ? environment.releases.map((one) => ({
        ...one,
        values: withPlaceholders(one.values, nodeAt(merged, [one.name])),
      }))
    : environment.releases;
  const phases = ["install", "upgrade"] as const;
  const rendering = await renderReleases(releases, { renderer, phases, root, secretsWithheld });
  // Helm holds values against the same schema and only names the release: where we found the place, once is enough.
  const told = hasErrors(invalid);
  diagnostics.push(...rendering.diagnostics.filter((one) => !(told && one.code === "CR306")));

  say("check");
  for (const chart of new Set(
    environment.releases.flatMap((one) => (one.fetched ? [] : (one.chartPath ?? []))),
  )) {
    diagnostics.push(...checkTemplates(environment.root, chart));
  }
  diagnostics.push(...checkManifests(environment, rendering.rendered));
  return ok({
    environment,
    merged,
    layered,
    rendered: rendering.rendered,
    fromCache: rendering.fromCache,
    diagnostics: diagnostics.map((one) => ({ ...one, environment: name })),
  });
}

async function environmentNames(helmfile: HelmfileLocation): Promise<string[]> {
  const listed = await listEnvironments(helmfile);
  return listed.ok ? listed.value : [];
}

/** helmfile does not name the values file it could not read: where one of those it mentions is broken, that is said. */
function explained(findings: readonly Diagnostic[], helmfile: HelmfileLocation, name: string): Diagnostic[] {
  if (!findings.some((one) => one.code === "CR022")) return [...findings];
  const broken = namedFiles(helmfile, name).flatMap((file) => {
    const read = readLayer(helmfile.root, file);
    return (read.ok ? read.value.diagnostics : read.error).filter(
      // helmfile reads `yes` in its own way, but it reads it.
      (one) => one.severity === "error" && one.code !== "CR107",
    );
  });
  return broken.length > 0 ? broken : [...findings];
}
