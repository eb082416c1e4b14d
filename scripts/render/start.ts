import { statSync } from "node:fs";
import { fail, ok, type Result } from "../core/result.ts";
import { findTool } from "../tools/find.ts";
import type { Tool } from "../tools/model.ts";
import { engineRenderer } from "./engine.ts";
import { helmRenderer } from "./fallback.ts";
import type { Renderer } from "./model.ts";

/** The resident engine where it is built, else `helm template`; the error is helm's CR901 when neither is there. */
export async function startRenderer(): Promise<Result<Renderer>> {
  const engine = await findTool("engine");
  if (engine.ok) return ok(engineRenderer(engine.value.path, identityOf(engine.value)));
  const helm = await findTool("helm");
  return helm.ok ? ok(helmRenderer(helm.value.path, identityOf(helm.value))) : fail(helm.error);
}

/** What a render depends on beside the request: another build of the same version is another renderer. */
function identityOf(tool: Tool): string {
  const { size, mtimeMs } = statSync(tool.path);
  return JSON.stringify([tool.name, tool.version, tool.path, size, mtimeMs]);
}
