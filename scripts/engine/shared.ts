import { statSync } from "node:fs";
import { ok, type Result } from "../core/result.ts";
import { findTool } from "../tools/find.ts";
import type { Tool } from "../tools/model.ts";
import { EngineClient } from "./client.ts";

/** The one engine of this process, and which build of Helm it is. */
export interface SharedEngine {
  readonly client: EngineClient;
  readonly identity: string;
}

let shared: Promise<Result<SharedEngine>> | undefined;

/** The engine that every stage of this process asks; the error is CR901 where it is not built. */
export function sharedEngine(): Promise<Result<SharedEngine>> {
  shared ??= findTool("engine").then((tool) =>
    tool.ok ? ok({ client: new EngineClient(tool.value.path), identity: toolIdentity(tool.value) }) : tool,
  );
  return shared;
}

/** What a render depends on beside the request: another build of the same version is another renderer. */
export function toolIdentity(tool: Tool): string {
  const { size, mtimeMs } = statSync(tool.path);
  return JSON.stringify([tool.name, tool.version, tool.path, size, mtimeMs]);
}
