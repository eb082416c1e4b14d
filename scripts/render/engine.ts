import type { EngineAnswer, EngineClient } from "../engine/client.ts";
import { valuesText } from "../engine/values-text.ts";
import type { Phase, PhasesRequest, RenderAnswer, Renderer, RenderRequest } from "./model.ts";

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
  const renderPhases = async (request: PhasesRequest, phases: readonly Phase[]) => {
    const answer = await client.ask({ op: "render", ...wire(request), phases });
    return phases.map((_, at) => toRenderAnswer(answer, at));
  };
  return {
    kind: "engine",
    identity,
    renderPhases,
    render: async ({ phase, ...request }) => (await renderPhases(request, [phase]))[0] as RenderAnswer,
    mergeValues: (texts) => client.ask({ op: "values", files: texts.map((text) => ({ text })) }),
    coalesce: (request) => client.ask({ op: "coalesce", ...wire(request) }),
    recordRun: (request) => client.ask({ op: "run", ...wire(request), upgrade: request.phase === "upgrade" }),
    close: () => client.close(),
  };
}

function wire(request: PhasesRequest): Record<string, unknown> {
  return {
    chart: request.chartPath,
    name: request.releaseName,
    namespace: request.namespace,
    values: valuesText(request.values),
    kubeVersion: request.kubeVersion ?? "",
    apiVersions: request.apiVersions ?? [],
    includeCrds: request.includeCrds ?? false,
  };
}

function toRenderAnswer(answer: EngineAnswer, at: number): RenderAnswer {
  const one = answer.phases?.[at];
  if (one?.ok) return { ok: true, text: one.text, notes: one.notes };
  return { ok: false, message: one?.error ?? answer.error ?? "the Helm engine gave no reason" };
}
