import type * as Yaml from "yaml";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { keptByText } from "../core/kept.ts";

/** One helmfile as `helmfile build` prints it: only what is read of it. */
export interface State {
  readonly filepath: string;
  readonly environments: JsonObject;
  readonly helmDefaults: JsonObject;
  readonly releases: readonly JsonObject[];
  readonly renderedvalues: Json;
}

/**
 * The documents of `helmfile build`, in the order of their files (helmfile prints them as they get ready). What a text
 * means is kept, sealed, under the text itself: helmfile is asked in every run, but seldom says anything new.
 */
export async function readStates(text: string): Promise<State[]> {
  return keptByText("helmfile states", text, async () => {
    const { parseAllDocuments } = await import("yaml");
    return parseStates(text, parseAllDocuments);
  });
}

function parseStates(text: string, parseAllDocuments: typeof Yaml.parseAllDocuments): State[] {
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
