import type { Diagnostic } from "../core/diagnostic.ts";
import type { Environment } from "../environment/model.ts";
import type { RenderedRelease } from "../render/model.ts";
import { rules } from "./rules.ts";

/** All rules over what each release renders to in each phase. The report folds what both phases have in common. */
export function checkManifests(environment: Environment, rendered: readonly RenderedRelease[]): Diagnostic[] {
  return rendered.flatMap((one) => rules.flatMap((rule) => rule({ environment, rendered: one })));
}
