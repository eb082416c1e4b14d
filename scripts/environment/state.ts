import path from "node:path";
import type * as Yaml from "yaml";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { keptByText } from "../core/kept.ts";

/** One helmfile as `helmfile build` prints it: only what is read of it. */
export interface State {
  readonly filepath: string;
  /** The helmfile's absolute path; empty where helmfile did not say it. */
  readonly source: string;
  /** The helmfiles that this one includes, as it names them. */
  readonly helmfiles: readonly Json[];
  readonly environments: JsonObject;
  readonly helmDefaults: JsonObject;
  readonly releases: readonly JsonObject[];
  readonly kubeVersion: Json;
  readonly apiVersions: readonly Json[];
  readonly renderedvalues: Json;
}

/**
 * The documents of `helmfile build`, in the order in which helmfile printed them. What a text means is kept, sealed,
 * under the text itself: helmfile is asked in every run, but seldom says anything new.
 */
export async function readStates(text: string): Promise<State[]> {
  return keptByText("helmfile states", text, async () => {
    const { parseAllDocuments } = await import("yaml");
    return text.split(/^---\n(?=# {2}Source: )/m).flatMap((one) => parseState(one, parseAllDocuments));
  });
}

function parseState(text: string, parseAllDocuments: typeof Yaml.parseAllDocuments): State[] {
  const source = /^# {2}Source: (.*)$/m.exec(text)?.[1]?.trim() ?? "";
  return parseAllDocuments(text, {
    uniqueKeys: false,
    logLevel: "silent",
    maxAliasCount: 10_000,
  } as object).flatMap((document) => {
    const value = (document as { toJS(): unknown }).toJS() as Json;
    return isObject(value) ? stateOf(value, source) : [];
  });
}

/** A helmfile out of what was printed of it; `source` is its path as helmfile says it beside that. */
export function stateOf(value: JsonObject, source: string): State {
  const filepath = typeof value.filepath === "string" ? value.filepath : "";
  return {
    filepath,
    // With several files helmfile states an absolute path, and puts its working directory before that once more.
    source: path.isAbsolute(filepath) ? filepath : source,
    environments: asObject(value.environments),
    helmDefaults: asObject(value.helmDefaults),
    helmfiles: asList(value.helmfiles),
    releases: asList(value.releases).filter(isObject),
    kubeVersion: value.kubeVersion ?? null,
    apiVersions: asList(value.apiVersions),
    renderedvalues: value.renderedvalues ?? {},
  };
}

export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
