import type { EngineAnswer, EngineClient } from "../engine/client.ts";
import { valuesText } from "../engine/values-text.ts";
import type { RenderAnswer, Renderer, RenderRequest } from "./model.ts";

/** The engine as a renderer, and its other operations for tests that compare with Helm itself. */
export interface Engine extends Renderer {
  /** Reads values texts as `helm -f a -f b` does. */
  mergeValues(texts: readonly string[]): Promise<EngineAnswer>;
  /** The values that the chart's templates see. */
  coalesce(request: RenderRequest): Promise<EngineAnswer>;
  /** The order in which Helm itself creates hooks: `Kind/name`, with `manifests` first, where Helm reads them. */
  recordRun(request: RenderRequest): Promise<EngineAnswer>;
}

/** The engine behind a client as a renderer. */
export function engineRenderer(client: EngineClient, identity: string): Engine {
  return {
    kind: "engine",
    identity,
    render: async (request) => toRenderAnswer(await client.ask({ op: "render", ...wire(request) })),
    mergeValues: (texts) => client.ask({ op: "values", files: texts.map((text) => ({ text })) }),
    coalesce: (request) => client.ask({ op: "coalesce", ...wire(request) }),
    recordRun: (request) => client.ask({ op: "run", ...wire(request) }),
    close: () => client.close(),
  };
}

function wire(request: RenderRequest): Record<string, unknown> {
  return {
    chart: request.chartPath,
    name: request.releaseName,
    namespace: request.namespace,
    values: valuesText(request.values),
    upgrade: request.phase === "upgrade",
    kubeVersion: request.kubeVersion ?? "",
    apiVersions: request.apiVersions ?? [],
    includeCrds: request.includeCrds ?? false,
  };
}

function toRenderAnswer(answer: EngineAnswer): RenderAnswer {
  return answer.ok
    ? { ok: true, text: answer.text ?? "", notes: answer.notes ?? "" }
    : { ok: false, message: answer.error ?? "the Helm engine gave no reason" };
}
