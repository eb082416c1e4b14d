import type { Diagnostic } from "../core/diagnostic.ts";
import { targetOf } from "../core/kubernetes-versions.ts";
import { type Environment, releaseKey } from "../environment/model.ts";
import type { RenderedRelease } from "../render/model.ts";
import type { ReleaseValues } from "../validate/release.ts";
import { ownKinds } from "./own-kinds.ts";
import type { RuleContext } from "./rule.ts";
import { rules } from "./rules.ts";
import { unknownKinds } from "./unknown-kinds.ts";

/** All rules over what each release renders to in each phase. The report folds what both phases have in common. */
export function checkManifests(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  annotated: ReleaseValues = new Map(),
): Diagnostic[] {
  const custom = ownKinds(rendered);
  const contexts = rendered.map((one): RuleContext => {
    const values = annotated.get(releaseKey(one.release))?.final;
    return { environment, rendered: one, custom, target: targetOf(one.release), ...(values && { values }) };
  });
  const findings = contexts.flatMap((context) => rules.flatMap((rule) => rule(context)));
  return [...findings, ...unknownKinds(contexts)];
}
