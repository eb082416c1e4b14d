import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { acrossEnvironments } from "./check/across.ts";
import { type Verdict, verdictEntry } from "./check/verdict.ts";
import { type Diagnostic, hasErrors } from "./core/diagnostic.ts";
import { fail, ok, type Result } from "./core/result.ts";
import { findHelmfile, type HelmfileLocation } from "./environment/find.ts";
import { listEnvironments } from "./environment/list.ts";
import { type Environment, forVersion } from "./environment/model.ts";
import { namedFiles } from "./environment/named-files.ts";
import { type AppliedKeys, rememberedApplied } from "./helmfile/applied.ts";
import { unreadable } from "./layers/unreadable.ts";
import type { MergedMap } from "./merge/model.ts";
import { withPlaceholders } from "./merge/placeholders.ts";
import { nodeAt } from "./merge/value.ts";
import type { RenderedRelease, Renderer } from "./render/model.ts";
import { startRenderer } from "./render/start.ts";
import { openEnvironment } from "./validate/open-environment.ts";
import type { ReleaseValues } from "./validate/release.ts";

export interface PipelineOptions {
  readonly cwd: string;
  readonly file?: string;
  readonly helmfileOptions?: readonly string[];
  /** Hold the values against what was applied last from this machine; not wanted where the cluster itself is asked. */
  readonly remembered?: boolean;
  /** The Kubernetes version to render and check for, whatever the helmfile says. */
  readonly kubeVersion?: string;
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
  /** The values of the releases that are installed, with origins. */
  readonly annotated: ReleaseValues;
  readonly rendered: readonly RenderedRelease[];
  /** Objects of a first install, and how many of them are hooks. */
  readonly objects: number;
  readonly hooks: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly fromCache: number;
  /** What all of this was made from, as a digest; undefined where that cannot be said. */
  readonly id?: string;
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
  const listed = await listEnvironments(found.value);
  const all = names.length > 0 ? ok([...names]) : listed;
  if (!all.ok) return all;
  const known = listed.ok ? listed.value : [];
  const renderer = await startRenderer();
  if (!renderer.ok) return renderer;
  try {
    const checked: CheckedEnvironment[] = [];
    const diagnostics: Diagnostic[] = [];
    // All are read before the first is judged: helmfile and the engine at one time would hold too much memory.
    const limit = pLimit(availableParallelism());
    const reads = await Promise.all(
      all.value.map((name) => limit(() => readOne(name, found.value, options))),
    );
    for (const [at, name] of all.value.entries()) {
      const read = reads[at] as ReadOne;
      const one = await checkEnvironment(name, read, found.value, renderer.value, known, options);
      if (one.ok) checked.push(one.value);
      diagnostics.push(...(one.ok ? one.value.diagnostics : one.error));
    }
    const complete = names.length === 0 && checked.length === all.value.length;
    diagnostics.push(...(await acrossEnvironments(checked, complete)));
    return ok({ root: found.value.root, checked, diagnostics });
  } finally {
    await renderer.value.close();
  }
}

type ReadOne = Awaited<ReturnType<typeof readOne>>;

/** One environment as helmfile tells it, and all that helmfile said where it failed. */
async function readOne(name: string, helmfile: HelmfileLocation, options: PipelineOptions) {
  // helmfile would wait for a pipe for ever, and follow any link.
  const unsafe = namedFiles(helmfile, name).flatMap((file) => unreadable(helmfile.root, file) ?? []);
  if (unsafe.length > 0) return { unsafe };
  const read = await openEnvironment({
    ...helmfile,
    name,
    helmfileOptions: options.helmfileOptions ?? [],
    onFailure: (stderr) => options.tell?.(stderr.trimEnd()),
  });
  return { read };
}

async function checkEnvironment(
  name: string,
  { unsafe, read }: ReadOne,
  helmfile: HelmfileLocation,
  renderer: Renderer,
  names: readonly string[],
  options: PipelineOptions,
): Promise<Result<CheckedEnvironment>> {
  const say = (stage: string) => options.progress?.(`${name}: ${stage}`);
  if (!read) return fail(unsafe.map((one) => ({ ...one, environment: name })));
  say("read");
  if (!read.ok)
    return fail((await explained(read.error, helmfile, name)).map((one) => ({ ...one, environment: name })));
  const { value: asRead } = read.value;
  const environment = { ...asRead, releases: forVersion(asRead.releases, options.kubeVersion) };
  const applied = options.remembered ? rememberedApplied(environment) : [];
  const entry = await verdictEntry(environment, renderer.identity, [applied, names]);
  const kept = entry?.read();
  const verdict = kept ?? (await judge(environment, renderer, applied, names, say));
  if (kept) for (const stage of STAGES) say(stage);
  else await entry?.keep(verdict);
  return ok({
    environment,
    get merged() {
      return verdict.merged;
    },
    get annotated() {
      return verdict.annotated;
    },
    get rendered() {
      return verdict.rendered;
    },
    ...(entry && { id: entry.id }),
    objects: verdict.objects,
    hooks: verdict.hooks,
    fromCache: kept ? verdict.renders : (verdict as Judged).fromCache,
    diagnostics: [...read.value.diagnostics, ...verdict.diagnostics].map((one) => ({
      ...one,
      environment: name,
    })),
  });
}

const STAGES = ["decrypt and merge", "validate", "render", "check"] as const;

type Judged = Verdict & { readonly fromCache: number };

/** Every stage after helmfile. Its modules are loaded here, so that a verdict that was kept needs none of them. */
async function judge(
  environment: Environment,
  renderer: Renderer,
  applied: readonly AppliedKeys[],
  names: readonly string[],
  say: (stage: (typeof STAGES)[number]) => void,
): Promise<Judged> {
  const [
    { environmentValues },
    { usedSecrets },
    { validateEnvironment },
    { annotateReleases },
    { renderReleases },
    { checkTemplates },
    { checkManifests },
  ] = await Promise.all([
    import("./merge/environment.ts"),
    import("./secrets/used.ts"),
    import("./validate/environment.ts"),
    import("./validate/release.ts"),
    import("./render/releases.ts"),
    import("./templates/check.ts"),
    import("./check/check.ts"),
  ]);
  const diagnostics: Diagnostic[] = [];

  say("decrypt and merge");
  const { merged, diagnostics: layerFindings } = await environmentValues(environment);
  diagnostics.push(...layerFindings, ...usedSecrets(environment, names));

  say("validate");
  const annotated = await annotateReleases(environment, merged);
  const invalid = validateEnvironment(environment, merged, annotated);
  diagnostics.push(...invalid);
  if (applied.length > 0) {
    const { droppedSettings } = await import("./helmfile/dropped.ts");
    diagnostics.push(...droppedSettings(environment, annotated, applied));
  }

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
  const failures = rendering.diagnostics.filter((one) => !(told && one.code === "CR306"));

  say("check");
  const charts = new Set(environment.releases.flatMap((one) => (one.fetched ? [] : (one.chartPath ?? []))));
  const templates = [...charts].flatMap((chart) => checkTemplates(environment.root, chart).findings);
  const unparsed = new Set(templates.flatMap((one) => (one.code === "CR401" ? one.place?.file : [])));
  // Likewise of a template that cannot be parsed.
  diagnostics.push(...failures.filter((one) => !(one.code === "CR304" && unparsed.has(one.place?.file))));
  diagnostics.push(...templates);
  diagnostics.push(...checkManifests(environment, rendering.rendered, annotated));
  const objects = rendering.rendered.filter((one) => one.phase === "install").flatMap((one) => one.manifests);
  return {
    merged,
    annotated,
    rendered: rendering.rendered,
    objects: objects.length,
    hooks: objects.filter((one) => one.hooks.length > 0).length,
    renders: rendering.rendered.length,
    fromCache: rendering.fromCache,
    diagnostics,
  };
}

/** helmfile does not name the values file it could not read: where one of those it mentions is broken, that is said. */
async function explained(
  findings: readonly Diagnostic[],
  helmfile: HelmfileLocation,
  name: string,
): Promise<Diagnostic[]> {
  if (!findings.some((one) => one.code === "CR022")) return [...findings];
  const { readLayer } = await import("./layers/read.ts");
  const broken = namedFiles(helmfile, name).flatMap((file) => {
    const read = readLayer(helmfile.root, file);
    return (read.ok ? read.value.diagnostics : read.error).filter(
      // helmfile reads `yes` in its own way, but it reads it.
      (one) => one.severity === "error" && one.code !== "CR107",
    );
  });
  return broken.length > 0 ? broken : [...findings];
}
