import { parseAllDocuments } from "yaml";
import { isObject, type Json, type JsonObject } from "../core/json.ts";

/** One helmfile as `helmfile build` prints it: only what is read of it. */
export interface State {
  readonly filepath: string;
  readonly environments: JsonObject;
  readonly helmDefaults: JsonObject;
  readonly releases: readonly JsonObject[];
  readonly renderedvalues: Json;
}

/** The documents of `helmfile build`, in the order of their files (helmfile prints them as they get ready). */
export function parseStates(text: string): State[] {
  const states: State[] = [];
  for (const document of parseAllDocuments(text, {
    uniqueKeys: false,
    logLevel: "silent",
    maxAliasCount: 10_000,
  } as object)) {
    const value = (document as { toJS(): unknown }).toJS() as Json;
    if (!isObject(value)) continue;
    states.push({
      filepath: typeof value.filepath === "string" ? value.filepath : "",
      environments: asObject(value.environments),
      helmDefaults: asObject(value.helmDefaults),
      releases: asList(value.releases).filter(isObject),
      renderedvalues: value.renderedvalues ?? {},
    });
  }
  return states.sort((a, b) => (a.filepath < b.filepath ? -1 : a.filepath > b.filepath ? 1 : 0));
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
