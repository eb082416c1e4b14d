import type { Diagnostic } from "../core/diagnostic.ts";
import { targetOf } from "../core/kubernetes-versions.ts";
import { type Environment, type Release, releaseKey } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import type { Phase, Rendered, RenderedRelease, Renderer } from "../render/model.ts";
import { withoutSilenced } from "../templates/ignores.ts";
import type { ReleaseValues } from "../validate/release.ts";
import { phaseRules } from "./hook-rules.ts";
import { ownKinds } from "./own-kinds.ts";
import type { PhaseContext, PhaseRule, RuleContext } from "./rule.ts";
import { rules } from "./rules.ts";
import type { CustomKinds } from "./schemas/custom-kinds.ts";
import { unknownKinds } from "./unknown-kinds.ts";

/** What rules know beside the manifests. */
export interface Known {
  /** The releases' values with origins. */
  readonly annotated?: ReleaseValues;
  /** Kinds that a person gave schemas of. */
  readonly given?: readonly CustomKinds[];
}

/**
 * All rules over what each release renders to in each phase, without what a comment in a template silences; the report
 * folds what both phases have in common. Findings name the line of the template that wrote what they are about, and the
 * value behind it: releases with such findings are rendered once more for that.
 */
export async function checkRendered(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  known: Known,
  renderer: Renderer,
): Promise<Diagnostic[]> {
  const contexts = contextsOf(environment, rendered, known);
  const told = judged(contexts);
  const unplaced = new Set(told.filter((one) => one.unplaced).map(({ context }) => context));
  const located = await locate(environment.root, [...unplaced], renderer);
  const findings = told.flatMap((one) =>
    one.unplaced ? one.rule(located.get(one.context) ?? one.context) : one.findings,
  );
  return finished(environment, contexts, findings);
}

/** The contexts whose findings need it, with what tells places: each release is rendered once for all its phases. */
async function locate(
  root: string,
  contexts: readonly PhaseContext[],
  renderer: Renderer,
): Promise<Map<RuleContext, PhaseContext>> {
  const located = new Map<RuleContext, PhaseContext>();
  if (contexts.length === 0) return located;
  const { locatorsOf } = await import("./places/locator.ts"); // most checks find nothing
  const of = new Map<Release, PhaseContext[]>();
  for (const one of contexts) of.set(one.rendered.release, [...(of.get(one.rendered.release) ?? []), one]);
  const jobs = [...of].map(async ([release, phases]) => {
    const renders = phases.map(({ rendered }) => rendered);
    const locators = await locatorsOf(root, release, renders, phases[0]?.values, renderer);
    for (const [at, context] of phases.entries()) {
      const locate = locators[at];
      if (locate) located.set(context, { ...context, locate });
    }
  });
  await Promise.all(jobs);
  return located;
}

/** All rules without another rendering: places are the templates' files, or lines where a key stands once in a file. */
export function checkManifests(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  known: Known = {},
): Diagnostic[] {
  const contexts = contextsOf(environment, rendered, known);
  return finished(
    environment,
    contexts,
    contexts.flatMap((context) => [...phaseRules, ...rules].flatMap((rule) => rule(context))),
  );
}

/** What one rule says of one release in one phase. */
interface Told {
  readonly context: PhaseContext;
  readonly rule: PhaseRule;
  readonly findings: readonly Diagnostic[];
  /** It asked for places that only another rendering can tell, and has findings to name them in: those are to be made anew. */
  readonly unplaced: boolean;
}

/** What every rule says; where each release renders to the same in all phases, rules that know of none are asked once. */
function judged(contexts: readonly PhaseContext[]): Told[] {
  const inOther = new Map<Release, readonly Told[]>();
  const once = areAlike(contexts);
  return contexts.flatMap((context) => {
    const { release } = context.rendered;
    const known = once ? inOther.get(release) : undefined;
    const told = known?.map((one) => ({ ...one, context })) ?? judgedBy(rules, context);
    inOther.set(release, told);
    return [...judgedBy(phaseRules, context), ...told];
  });
}

/** Whether every release rendered to the same in each phase: then they are the same objects (render/releases.ts). */
function areAlike(contexts: readonly PhaseContext[]): boolean {
  const [first = [], ...others] = new Set(contexts.map(({ together }) => together));
  return others.every(
    (phase) =>
      phase.length === first.length &&
      phase.every(({ release, manifests, notes }, at) => {
        const other = first[at] as Rendered;
        return release === other.release && manifests === other.manifests && notes === other.notes;
      }),
  );
}

function judgedBy(rules: readonly PhaseRule[], context: PhaseContext): Told[] {
  let asked = false;
  const asking = { ...context, onUnplaced: () => (asked = true) };
  return rules.map((rule) => {
    asked = false;
    const findings = rule(asking);
    return { context, rule, findings, unplaced: asked && findings.length > 0 };
  });
}

function finished(
  { root }: Environment,
  contexts: readonly RuleContext[],
  findings: readonly Diagnostic[],
): Diagnostic[] {
  return [...withoutSilenced(root, withoutRepeated(findings)), ...unknownKinds(contexts)];
}

/** A hook that reads what an install does not have yet (CR514) is mended by a copy, which is not stale either (CR515). */
function withoutRepeated(findings: readonly Diagnostic[]): Diagnostic[] {
  const about = ({ message, place }: Diagnostic) =>
    `${message.split(" ", 2).join(" ")} ${place?.file}:${place?.line}:${place?.column}`;
  const missing = new Set(findings.filter(({ code }) => code === "CR514").map(about));
  return findings.filter((one) => one.code !== "CR515" || !missing.has(about(one)));
}

/** What the rules see of each release in each phase. */
export function contextsOf(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  known: Known = {},
): PhaseContext[] {
  const custom = [...(known.given ?? []), ...ownKinds(rendered)];
  const phases = new Map<Phase, RenderedRelease[]>();
  for (const one of rendered) {
    const phase = phases.get(one.phase);
    if (phase) phase.push(one);
    else phases.set(one.phase, [one]);
  }
  return rendered.map((one) => {
    const values = valuesOf(known, one);
    const together = phases.get(one.phase) ?? [];
    const target = targetOf(one.release);
    return { environment, rendered: one, together, custom, target, ...(values && { values }) };
  });
}

function valuesOf({ annotated }: Known, { release }: RenderedRelease): MergedMap | undefined {
  return annotated?.get(releaseKey(release))?.final;
}
