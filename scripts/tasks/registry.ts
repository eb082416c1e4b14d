import { isObject, type JsonObject } from "../core/json.ts";

/** One question to the registry. "could not run" is where it gave no answer: nobody has looked then. */
export interface Answer {
  readonly state: "passed" | "failed" | "could not run";
  readonly text: string;
}

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** Years without a release from which on a package counts as unmaintained. */
const YEARS = 3;

/** What `npm audit --json` said: any vulnerability fails. A registry without advisories answers with a message. */
export function advisories(said: Said): Answer {
  const answer = objectIn(said.stdout);
  const found = answer?.vulnerabilities;
  if (!isObject(found)) return notAsked("npm audit", answer, said);
  const names = Object.entries(found).map(
    ([name, one]) => `${name} (${isObject(one) ? one.severity : "of unknown severity"})`,
  );
  return names.length > 0
    ? { state: "failed", text: `npm audit: ${names.join(", ")}; \`npm audit --omit=dev\` tells more` }
    : { state: "passed", text: "npm audit: no known vulnerability" };
}

/** What `npm view NAME dist-tags time deprecated --json` said of a dependency that package.json wants in this range. */
export function maintained(name: string, range: string, said: Said, now: Date): Answer {
  const answer = objectIn(said.stdout);
  const latest = isObject(answer?.["dist-tags"]) ? answer["dist-tags"].latest : undefined;
  const published = isObject(answer?.time) && typeof latest === "string" ? answer.time[latest] : undefined;
  if (answer === undefined || typeof published !== "string")
    return notAsked(name, isObject(answer?.error) ? answer.error : answer, said);
  const text = `${name} ${range}: newest ${latest}, published ${published.slice(0, 10)}`;
  if (answer.deprecated) return { state: "failed", text: `${text}: deprecated: ${answer.deprecated}` };
  const oldest = new Date(now);
  oldest.setFullYear(now.getFullYear() - YEARS);
  return new Date(published) < oldest
    ? { state: "failed", text: `${text}: no release for ${YEARS} years` }
    : { state: "passed", text };
}

function notAsked(what: string, answer: JsonObject | undefined, { stderr }: Said): Answer {
  const reason = answer?.message ?? answer?.summary ?? stderr.trim().split("\n").at(-1);
  // The address in it is of whoever runs this, and says nothing.
  return { state: "could not run", text: `${what}: ${String(reason).replace(/ - \w+ https?:\S+/, "")}` };
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const read = JSON.parse(text);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
