import type { Diagnostic } from "../core/diagnostic.ts";
import { targetOf } from "../core/kubernetes-versions.ts";
import { type Environment, releaseKey } from "../environment/model.ts";
import type { RenderedRelease } from "../render/model.ts";
import { withoutSilenced } from "../templates/ignores.ts";
import type { ReleaseValues } from "../validate/release.ts";
import { ownKinds } from "./own-kinds.ts";
import type { RuleContext } from "./rule.ts";
import { rules } from "./rules.ts";
import type { CustomKinds } from "./schemas/custom-kinds.ts";
import { unknownKinds } from "./unknown-kinds.ts";

/**
 * All rules over what each release renders to in each phase, with the kinds that a person gave schemas of, without what a
 * comment in a template silences. The report folds what both phases have in common.
 */
export function checkManifests(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  annotated: ReleaseValues = new Map(),
  given: readonly CustomKinds[] = [],
): Diagnostic[] {
  const contexts = contextsOf(environment, rendered, annotated, given);
  const findings = contexts.flatMap((context) => rules.flatMap((rule) => rule(context)));
  return [...withoutSilenced(environment.root, findings), ...unknownKinds(contexts)];
}

/** What the rules see of each release in each phase. */
export function contextsOf(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  annotated: ReleaseValues = new Map(),
  given: readonly CustomKinds[] = [],
): RuleContext[] {
  const custom = [...given, ...ownKinds(rendered)];
  return rendered.map((one) => {
    const values = annotated.get(releaseKey(one.release))?.final;
    const together = rendered.filter(({ phase }) => phase === one.phase);
    const target = targetOf(one.release);
    return { environment, rendered: one, together, custom, target, ...(values && { values }) };
  });
}
