import { fail, ok, type Result } from "../core/result.ts";
import { sharedEngine, toolIdentity } from "../engine/shared.ts";
import { findTool } from "../tools/find.ts";
import { engineRenderer } from "./engine.ts";
import { helmRenderer } from "./fallback.ts";
import type { Renderer } from "./model.ts";

/** The resident engine where it is built, else `helm template`; the error is helm's CR901 when neither is there. */
export async function startRenderer(): Promise<Result<Renderer>> {
  const engine = await sharedEngine();
  if (engine.ok) return ok(engineRenderer(engine.value.client, engine.value.identity));
  const helm = await findTool("helm");
  return helm.ok ? ok(helmRenderer(helm.value.path, toolIdentity(helm.value))) : fail(helm.error);
}
