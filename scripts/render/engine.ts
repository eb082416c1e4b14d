import type { JsonObject } from "../core/json.ts";
import type { EngineAnswer, EngineClient } from "../engine/client.ts";
import { valuesText } from "../engine/values-text.ts";
import type { Phase, PhasesRequest, ReadObjects, RenderAnswer, Renderer, RenderRequest } from "./model.ts";

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
  const ask = async (request: PhasesRequest, phases: readonly Phase[], objects: boolean) => {
    const answer = await client.ask({ op: "render", ...wire(request), phases, objects });
    const first = toRenderAnswer(answer, 0);
    return phases.map((_, at) =>
      at === 0 || answer.phases?.[at]?.same ? first : toRenderAnswer(answer, at),
    );
  };
  return {
    kind: "engine",
    identity,
    renderPhases: (request, phases) => ask(request, phases, true),
    render: async ({ phase, ...request }) => (await ask(request, [phase], false))[0] as RenderAnswer,
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
    accepted: request.accepted ?? false,
  };
}

/** A number stands for the document at that place of the first phase that was rendered. */
function objectsOf(
  documents: readonly (JsonObject | number | null)[],
  { phases }: EngineAnswer,
): ReadObjects {
  const first = phases?.find((one) => one.ok)?.documents ?? [];
  return documents.map((one) => (typeof one === "number" ? (first[one] as JsonObject | null) : one));
}

function toRenderAnswer(answer: EngineAnswer, at: number): RenderAnswer {
  const one = answer.phases?.[at];
  if (one?.ok) {
    const { text, notes, documents } = one;
    return { ok: true, text, notes, ...(documents && { objects: objectsOf(documents, answer) }) };
  }
  return { ok: false, message: one?.error ?? answer.error ?? "the Helm engine gave no reason" };
}
