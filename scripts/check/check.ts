import type { Diagnostic } from "../core/diagnostic.ts";
import { targetOf } from "../core/kubernetes-versions.ts";
import { type Environment, releaseKey } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import type { RenderedRelease, Renderer } from "../render/model.ts";
import { withoutSilenced } from "../templates/ignores.ts";
import type { ReleaseValues } from "../validate/release.ts";
import { ownKinds } from "./own-kinds.ts";
import type { Locator } from "./places/locator.ts";
import type { RuleContext } from "./rule.ts";
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
  const unplaced = new Set<RenderedRelease>();
  const found = checkManifests(environment, rendered, known, (one) => ({
    onUnplaced: () => unplaced.add(one),
  }));
  const locators = new Map<RenderedRelease, Locator>();
  for (const one of unplaced) {
    const { locatorOf } = await import("./places/locator.ts"); // most checks find nothing
    const locate = await locatorOf(environment.root, one, valuesOf(known, one), renderer);
    if (locate) locators.set(one, locate);
  }
  if (locators.size === 0) return found;
  return checkManifests(environment, rendered, known, (one) => {
    const locate = locators.get(one);
    return locate ? { locate } : {};
  });
}

/** All rules without another rendering: places are the templates' files, or lines where a key stands once in a file. */
export function checkManifests(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  known: Known = {},
  places: (one: RenderedRelease) => Pick<RuleContext, "locate" | "onUnplaced"> = () => ({}),
): Diagnostic[] {
  const contexts = contextsOf(environment, rendered, known).map((one) => ({
    ...one,
    ...places(one.rendered),
  }));
  const findings = contexts.flatMap((context) => rules.flatMap((rule) => rule(context)));
  return [...withoutSilenced(environment.root, findings), ...unknownKinds(contexts)];
}

/** What the rules see of each release in each phase. */
export function contextsOf(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  known: Known = {},
): RuleContext[] {
  const custom = [...(known.given ?? []), ...ownKinds(rendered)];
  return rendered.map((one) => {
    const values = valuesOf(known, one);
    const together = rendered.filter(({ phase }) => phase === one.phase);
    const target = targetOf(one.release);
    return { environment, rendered: one, together, custom, target, ...(values && { values }) };
  });
}

function valuesOf({ annotated }: Known, { release }: RenderedRelease): MergedMap | undefined {
  return annotated?.get(releaseKey(release))?.final;
}
