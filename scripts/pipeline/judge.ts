import type { GivenSchemas } from "../check/schemas/given.ts";
import type { Verdict } from "../check/verdict.ts";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { type Environment, type Release, releaseKey } from "../environment/model.ts";
import type { AppliedKeys } from "../helmfile/applied.ts";
import type { MergedMap } from "../merge/model.ts";
import { withPlaceholders } from "../merge/placeholders.ts";
import { nodeAt } from "../merge/value.ts";
import type { Renderer } from "../render/model.ts";
import { withoutTold } from "../templates/told-once.ts";
import type { ReleaseValues } from "../validate/release.ts";
import type { TemplateFindings } from "./templates.ts";

/** What is said as each begins. */
export const STAGES = ["decrypt and merge", "validate", "render", "check"] as const;

export interface Judging {
  readonly say: (stage: (typeof STAGES)[number]) => void;
  /** Renders of runs before will not do. */
  readonly noCache: boolean;
  readonly templates: TemplateFindings;
  readonly given: GivenSchemas | undefined;
  /** Environments that come after this one: the engine renders theirs while this process judges. */
  readonly later: readonly Environment[];
}

export type Judged = Verdict & { readonly fromCache: number };

/** What the stages found, which the findings of the charts' templates, made beside them, make whole. */
export type Finish = () => Promise<Judged>;

const PHASES = ["install", "upgrade"] as const;

/** The modules of the stages after helmfile, loaded once; a verdict that was kept needs none of them. */
export function loadStages() {
  return Promise.all([
    import("../merge/environment.ts"),
    import("../secrets/used.ts"),
    import("../validate/environment.ts"),
    import("../validate/release.ts"),
    import("../render/releases.ts"),
    import("../check/check.ts"),
    import("../templates/check.ts"),
  ]);
}

/** Every stage after helmfile. What is left to do when it ends needs no other process. */
export async function judge(
  environment: Environment,
  renderer: Renderer,
  applied: readonly AppliedKeys[],
  names: readonly string[],
  { say, noCache, templates, given, later }: Judging,
): Promise<Finish> {
  const [
    { environmentValues },
    { usedSecrets },
    { validateEnvironment },
    { annotateReleases },
    { renderAhead, renderReleases },
    { checkRendered },
  ] = await loadStages();
  const diagnostics: Diagnostic[] = [];

  say("decrypt and merge");
  const { merged, diagnostics: layerFindings } = await environmentValues(environment);
  diagnostics.push(...layerFindings, ...usedSecrets(environment, names));

  const { root, secretsWithheld } = environment;
  say("validate");
  say("render");
  // At one time: the engine renders while this process looks for where the values come from.
  const annotating = annotateReleases(environment, merged);
  const releases = secretsWithheld ? await standIns(environment, merged, annotating) : environment.releases;
  const options = { renderer, phases: PHASES, root, noCache };
  const renders = renderReleases(releases, { ...options, secretsWithheld });
  for (const next of later) if (!next.secretsWithheld) renderAhead(next.releases, options);
  const [annotated, rendering] = await Promise.all([annotating, renders]);
  // Helm looks at the schemas itself before it renders: ours is for telling what it did not take, and where that stands.
  const accepted = new Set(
    secretsWithheld ? [] : rendering.rendered.map(({ release }) => releaseKey(release)),
  );
  const invalid = validateEnvironment(environment, merged, annotated, accepted);
  diagnostics.push(...invalid);
  if (applied.length > 0) {
    const { droppedSettings } = await import("../helmfile/dropped.ts");
    diagnostics.push(...droppedSettings(environment, annotated, applied));
  }
  // Helm only names the release: where we found the place, once is enough.
  const told = hasErrors(invalid);
  const failures = rendering.diagnostics.filter((one) => !(told && one.code === "CR306"));

  say("check");
  templates.begin(environment);
  const known = { annotated, given: given?.kinds ?? [] };
  const inManifests = await checkRendered(environment, rendering.rendered, known, renderer);
  const objects = rendering.rendered.filter((one) => one.phase === "install").flatMap((one) => one.manifests);
  return async () => {
    const inTemplates = await templates.of(environment);
    return {
      merged,
      annotated,
      rendered: rendering.rendered,
      objects: objects.length,
      hooks: objects.filter((one) => one.hooks.length > 0).length,
      renders: rendering.rendered.length,
      fromCache: rendering.fromCache,
      diagnostics: [...diagnostics, ...withoutTold(failures, inTemplates), ...inTemplates, ...inManifests],
    };
  };
}

/** The releases with something of the right type for each value that no key opened. */
async function standIns(
  { releases, secretsMarked }: Environment,
  merged: MergedMap,
  annotating: Promise<ReleaseValues>,
): Promise<Release[]> {
  const annotated = secretsMarked ? await annotating : undefined;
  return releases.map((one) => {
    const node = annotated ? annotated.get(releaseKey(one))?.ours : nodeAt(merged, [one.name]);
    return { ...one, values: withPlaceholders(one.values, node) };
  });
}
