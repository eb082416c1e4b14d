import type { Diagnostic } from "../core/diagnostic.ts";
import type { Json, JsonObject, ValuePath } from "../core/json.ts";
import type { Release } from "../environment/model.ts";

/** Which of Helm's two ways a render stands for. */
export type Phase = "install" | "upgrade";

/** One object of a rendered chart. */
export interface Manifest {
  /** The parsed object. May hold secrets. */
  readonly object: JsonObject;
  /** The document as rendered. May hold secrets. */
  readonly text: string;
  /** The chart's template that wrote it, as Helm's `# Source:` line says: `phoenix/templates/deployment.yaml`. */
  readonly template: string;
  /** Hook events (`pre-install`, ...); empty for a normal object. */
  readonly hooks: readonly string[];
  readonly hookWeight: number;
  /** As written, else Helm's default `before-hook-creation`; empty for a normal object. */
  readonly hookDeletePolicies: readonly string[];
  /** Keys that stand twice in one map of the document, as paths; the last one won. */
  readonly duplicateKeys: readonly ValuePath[];
}

/** What one release renders to, in whichever phase. */
export interface Rendered {
  readonly release: Release;
  readonly manifests: readonly Manifest[];
  /** Byte for byte what `helm template` prints. May hold secrets. */
  readonly text: string;
  readonly notes: string;
}

/** What one release renders to in one phase. */
export interface RenderedRelease extends Rendered {
  readonly phase: Phase;
}

/** What the renderer is asked for each phase: everything that can change the output is in here, so it is also the cache's key. */
export interface PhasesRequest {
  readonly chartPath: string;
  readonly releaseName: string;
  readonly namespace: string;
  readonly values: Json;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly includeCrds?: boolean;
  /** Helm has looked at the chart's schema with these values before, and found nothing. */
  readonly accepted?: boolean;
}

/** The same in one phase. */
export interface RenderRequest extends PhasesRequest {
  readonly phase: Phase;
}

export type RenderAnswer =
  | {
      readonly ok: true;
      readonly text: string;
      readonly notes: string;
      /** Of each text between two separators what Helm's own reader made of it, where the renderer says so (manifests.ts). */
      readonly objects?: ReadObjects;
    }
  | { readonly ok: false; readonly message: string };

/** Null for a text without an object, and for one whose meaning is not all that there is to tell: it is to be read here. */
export type ReadObjects = readonly (JsonObject | null)[];

/** The resident engine, or `helm template` where it is missing. */
export interface Renderer {
  readonly kind: "engine" | "helm";
  /** Which build of Helm renders: a part of the cache's key. */
  readonly identity: string;
  render(request: RenderRequest): Promise<RenderAnswer>;
  /** An answer for each phase, in their order; what the phases share is done once. */
  renderPhases(request: PhasesRequest, phases: readonly Phase[]): Promise<RenderAnswer[]>;
  close(): Promise<void>;
}

export interface RenderResult {
  readonly rendered: readonly RenderedRelease[];
  readonly diagnostics: readonly Diagnostic[];
  readonly fromCache: number;
}
