import { acrossEnvironments } from "./check/across.ts";
import { type GivenSchemas, readSchemas } from "./check/schemas/given.ts";
import { type Verdict, verdictEntry } from "./check/verdict.ts";
import type { Diagnostic } from "./core/diagnostic.ts";
import { fail, ok, type Result } from "./core/result.ts";
import { openAnswers } from "./environment/answers.ts";
import { findHelmfile, type HelmfileLocation } from "./environment/find.ts";
import { listEnvironments } from "./environment/list.ts";
import type { Environment } from "./environment/model.ts";
import { rememberedApplied } from "./helmfile/applied.ts";
import type { MergedMap } from "./merge/model.ts";
import { withForbidden } from "./pipeline/forbidden.ts";
import { judge, loadStages, STAGES } from "./pipeline/judge.ts";
import { explained, type ReadOne, readOne } from "./pipeline/read.ts";
import { TemplateFindings } from "./pipeline/templates.ts";
import type { RenderedRelease, Renderer } from "./render/model.ts";
import { startRenderer } from "./render/start.ts";
import type { ReleaseValues } from "./validate/release.ts";

export interface PipelineOptions {
  readonly cwd: string;
  readonly file?: string;
  readonly helmfileOptions?: readonly string[];
  /** Hold the values against what was applied last from this machine; not wanted where the cluster itself is asked. */
  readonly remembered?: boolean;
  /** The Kubernetes version to render and check for, whatever the helmfile says. */
  readonly kubeVersion?: string;
  /** A folder of further schemas, relative to `cwd`. */
  readonly schemas?: string;
  /** helmfile's answers of runs before will do; not for whoever goes on to change a cluster. */
  readonly kept?: boolean;
  /** Nothing of runs before will do. */
  readonly noCache?: boolean;
  /** Gets each environment as helmfile told it, before it is judged: for work that can go on meanwhile. */
  readonly onRead?: (environment: Environment) => void;
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
  /** The schemas that were given beside those that come along. */
  readonly given: GivenSchemas | undefined;
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
  const given = await readSchemas(found.value.root, options);
  if (!given.ok) return given;
  const listed = await listEnvironments(found.value);
  const all = names.length > 0 ? ok([...names]) : listed;
  if (!all.ok) return all;
  const renderer = await startRenderer();
  if (!renderer.ok) return renderer;
  const templates = new TemplateFindings(options.noCache ?? false);
  try {
    const checked: CheckedEnvironment[] = [];
    const diagnostics: Diagnostic[] = [...(given.value?.diagnostics ?? [])];
    // All are read before the first is judged: helmfile and the engine at one time would hold too much memory.
    const answers = options.kept && !options.noCache ? openAnswers(found.value) : undefined;
    const onRunning = () => void loadStages().catch(() => {}); // judge loads them again, and is told
    const reads = await Promise.all(
      all.value.map((name) => readOne(name, found.value, { ...options, onRunning }, answers)),
    );
    answers?.settle();
    const run: Run = {
      helmfile: found.value,
      renderer: renderer.value,
      names: listed.ok ? listed.value : [],
      templates,
      given: given.value,
      options,
    };
    const judged: Finish[] = [];
    for (const [at, name] of all.value.entries()) {
      const later = reads.slice(at + 1).flatMap(({ read }) => (read?.ok ? [read.value.value] : []));
      judged.push(await judgeEnvironment(name, reads[at] as ReadOne, later, run));
    }
    for (const finish of judged) {
      const one = await finish();
      if (one.ok) checked.push(one.value);
      diagnostics.push(...(one.ok ? one.value.diagnostics : one.error));
    }
    const complete = names.length === 0 && checked.length === all.value.length;
    diagnostics.push(...(await acrossEnvironments(checked, complete)));
    return ok({ root: found.value.root, checked, given: given.value, diagnostics });
  } finally {
    templates.close();
    await renderer.value.close();
  }
}

/** What the environments of one run share. */
interface Run {
  readonly helmfile: HelmfileLocation;
  readonly renderer: Renderer;
  /** Every environment of the repository. */
  readonly names: readonly string[];
  readonly templates: TemplateFindings;
  readonly given: GivenSchemas | undefined;
  readonly options: PipelineOptions;
}

/** Waits for what is made beside the stages, and keeps the verdict. */
type Finish = () => Promise<Result<CheckedEnvironment>>;

async function judgeEnvironment(
  name: string,
  { unsafe, read }: ReadOne,
  later: readonly Environment[],
  { helmfile, renderer, names, templates, given, options }: Run,
): Promise<Finish> {
  const say = (stage: string) => options.progress?.(`${name}: ${stage}`);
  const failed = (findings: readonly Diagnostic[]): Finish => {
    const told = findings.map((one) => ({ ...one, environment: name }));
    return async () => fail(told);
  };
  if (!read) return failed(unsafe);
  say("read");
  if (!read.ok) return failed(await explained(read.error, helmfile, name));
  const { value: environment } = read.value;
  options.onRead?.(environment);
  const { noCache = false } = options;
  const applied = options.remembered ? rememberedApplied(environment) : [];
  const entry = noCache
    ? undefined
    : await verdictEntry(environment, renderer.identity, [applied, names, given?.digest ?? null]);
  const kept = entry?.read();
  if (kept) {
    for (const stage of STAGES) say(stage);
    return async () => ok(checkedOf(name, read.value, kept, { id: entry?.id, fromCache: kept.renders }));
  }
  const judging = { say, noCache, templates, given, later };
  const finish = await judge(environment, renderer, applied, names, judging);
  const keep = entry?.keeper();
  return async () => {
    const verdict = await finish();
    await keep?.(verdict);
    return ok(checkedOf(name, read.value, verdict, { id: entry?.id, fromCache: verdict.fromCache }));
  };
}

/** `read`: the environment as helmfile told it, with what was found on the way. */
function checkedOf(
  name: string,
  read: { readonly value: Environment; readonly diagnostics: readonly Diagnostic[] },
  verdict: Verdict,
  { id, fromCache }: { readonly id: string | undefined; readonly fromCache: number },
): CheckedEnvironment {
  return {
    environment: read.value,
    get merged() {
      return verdict.merged;
    },
    get annotated() {
      return verdict.annotated;
    },
    get rendered() {
      return verdict.rendered;
    },
    ...(id !== undefined && { id }),
    objects: verdict.objects,
    hooks: verdict.hooks,
    fromCache,
    diagnostics: withForbidden(read.value.root, [...read.diagnostics, ...verdict.diagnostics]).map((one) => ({
      ...one,
      environment: name,
    })),
  };
}
