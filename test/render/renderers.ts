import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { EngineClient } from "../../scripts/engine/client.ts";
import { valuesText } from "../../scripts/engine/values-text.ts";
import { type Engine, engineRenderer } from "../../scripts/render/engine.ts";
import { helmError, helmRenderer } from "../../scripts/render/fallback.ts";
import type { Renderer, RenderRequest } from "../../scripts/render/model.ts";
import { cachedPath } from "../../scripts/tools/cached.ts";
import { installTools } from "../../scripts/tools/install.ts";
import { projectRoot } from "../rig.ts";

/** A chart of test/fixtures/render/charts. */
export function chart(name: string): string {
  return path.join(projectRoot, "test/fixtures/render/charts", name);
}

export function request(chartPath: string, changes: Partial<RenderRequest> = {}): RenderRequest {
  return { chartPath, releaseName: "rel", namespace: "demo", values: {}, phase: "install", ...changes };
}

/** The engine and the helm of the same version and build flags, as chartroom builds them. */
export async function renderers(): Promise<{
  engine: Engine;
  helm: Renderer;
  helmPath: string;
  enginePath: string;
}> {
  const installed = await installTools(["engine", "helm"]);
  if (!installed.ok) throw new Error(installed.error.map((one) => one.message).join("\n"));
  const enginePath = cachedPath("engine");
  // A helm on PATH may be of another version; the one chartroom built is preferred.
  const found = installed.value.find((one) => one.name === "helm")?.path ?? "";
  const helmPath = existsSync(cachedPath("helm")) ? cachedPath("helm") : found;
  return {
    engine: engineRenderer(new EngineClient(enginePath), "test engine"),
    helm: helmRenderer(helmPath, "test helm"),
    helmPath,
    enginePath,
  };
}

/** The engine alone, asked without any code of ours between. */
export async function engineClient(): Promise<EngineClient> {
  const installed = await installTools(["engine"]);
  if (!installed.ok) throw new Error(installed.error.map((one) => one.message).join("\n"));
  return new EngineClient(cachedPath("engine"));
}

/** The real `helm template`, asked without any code of ours between. */
export function helmTemplate(helm: string, asked: RenderRequest): { ok: boolean; text: string } {
  const args = ["template", asked.releaseName, asked.chartPath, "-n", asked.namespace, "-f", "-"];
  if (asked.phase === "upgrade") args.push("--is-upgrade");
  if (asked.includeCrds) args.push("--include-crds");
  if (asked.kubeVersion) args.push("--kube-version", asked.kubeVersion);
  for (const one of asked.apiVersions ?? []) args.push("-a", one);
  const ran = spawnSync(helm, args, { input: valuesText(asked.values), encoding: "utf8" });
  return ran.status === 0 ? { ok: true, text: ran.stdout } : { ok: false, text: helmError(ran.stderr) };
}
