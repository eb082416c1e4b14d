import type { Json, JsonObject } from "../core/json.ts";
import type { Answer } from "./answers.ts";
import { type State, stateOf } from "./state.ts";

/** What begins each line of an answer; hooks of the helmfile may have printed others (modules/helmfile/states.go). */
const MARK = "\u001echartroom ";

/** A release's list of values: as the helmfile names them, and the values themselves. */
interface Lists {
  readonly named: readonly Json[];
  readonly full: readonly Json[];
}

interface Line {
  readonly source: string;
  /** What `build` prints, without what the other fields hold. */
  readonly state: JsonObject;
  readonly values: Json;
  readonly releases: readonly { readonly values: Lists; readonly secrets: Lists }[];
}

/** Both forms of what helmfile's `states` printed. */
export function readAnswer(text: string): Answer {
  const lines = text
    .split("\n")
    .filter((one) => one.startsWith(MARK))
    .map((one) => JSON.parse(one.slice(MARK.length)) as Line);
  const answer = { named: [] as State[], full: [] as State[] };
  for (const { source, state, values, releases } of lines) {
    const read = stateOf(state, source);
    const releasesOf = (form: keyof Lists) =>
      read.releases.map((release, at) => withLists(release, releases[at] as Line["releases"][number], form));
    answer.named.push({ ...read, releases: releasesOf("named") });
    answer.full.push({ ...read, releases: releasesOf("full"), renderedvalues: values ?? {} });
  }
  return answer;
}

/** A list that is empty is not there, as `build` prints it. */
function withLists(
  release: JsonObject,
  { values, secrets }: Line["releases"][number],
  form: keyof Lists,
): JsonObject {
  return {
    ...release,
    ...(values[form].length > 0 && { values: [...values[form]] }),
    ...(secrets[form].length > 0 && { secrets: [...secrets[form]] }),
  };
}
