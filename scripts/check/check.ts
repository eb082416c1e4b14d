import type { Diagnostic } from "../core/diagnostic.ts";
import { type Environment, releaseKey } from "../environment/model.ts";
import type { RenderedRelease } from "../render/model.ts";
import type { ReleaseValues } from "../validate/release.ts";
import { rules } from "./rules.ts";

/** All rules over what each release renders to in each phase. The report folds what both phases have in common. */
export function checkManifests(
  environment: Environment,
  rendered: readonly RenderedRelease[],
  annotated: ReleaseValues = new Map(),
): Diagnostic[] {
  return rendered.flatMap((one) => {
    const values = annotated.get(releaseKey(one.release))?.final;
    const together = rendered.filter(({ phase }) => phase === one.phase);
    return rules.flatMap((rule) => rule({ environment, rendered: one, together, ...(values && { values }) }));
  });
}
