import { objectAt } from "../check/rule.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../core/json.ts";
import { kubectl, type Target } from "../helmfile/target.ts";
import { taintObjects } from "../render/mask.ts";
import { listOf, where } from "./state.ts";

/** What was found of the objects that a pod needs. */
export interface Present {
  /** `Kind/name` of those that are not there: the pod would wait for them for ever. */
  readonly missing: readonly string[];
  /** Secrets that this user may not read, so that what they hold cannot be masked. */
  readonly unread: readonly string[];
}

/** What is looked up. */
export interface Looked {
  /** `Kind/name` of what a pod cannot start without. */
  readonly present: readonly string[];
  /** Names of the Secrets that it reads. */
  readonly secrets: readonly string[];
}

/**
 * Looks up what a pod needs, and remembers what its Secrets hold: one that was there before the release stands in no
 * file, and a program that fails likes to repeat its DATABASE_URL. By pipe; nothing of it is kept.
 */
export async function lookUp(
  { present, secrets }: Looked,
  target: Target,
  namespace: string,
): Promise<Present> {
  const references = [...new Set([...present, ...secrets.map((one) => `Secret/${one}`)])];
  const missing: string[] = [];
  const unread: string[] = [];
  const kinds = [...new Set(references.map((one) => one.split("/")[0] as string))];
  const looked = kinds.map(async (kind) => {
    const names = references
      .filter((one) => one.startsWith(`${kind}/`))
      .map((one) => one.slice(kind.length + 1));
    const args = ["get", kind.toLowerCase(), ...names, "--ignore-not-found", "--output", "json"];
    const ran = await kubectl([...where(target, namespace), ...args], target.env);
    if (ran.code !== 0) {
      if (kind === "Secret") unread.push(...names);
      return; // not allowed to look: Kubernetes will say what is missing
    }
    const found = ran.stdout.trim() === "" ? [] : itemsOf(JSON.parse(ran.stdout) as Json);
    taintObjects(found);
    const there = found.map((one) => objectAt(one, "metadata").name);
    missing.push(...names.filter((one) => !there.includes(one)).map((one) => `${kind}/${one}`));
  });
  await Promise.all(looked);
  return { missing: missing.filter((one) => present.includes(one)).sort(), unread: unread.sort() };
}

/** A finding for each object that is not there. */
export function missingFindings({ missing }: Present, namespace: string, why: string): Diagnostic[] {
  return missing.map((one) =>
    diagnostic("CR633", `${one} is not in the namespace ${namespace}`, {
      note: `${why}; without it its pod would wait for ever`,
      help: "make it, or deploy the release again",
    }),
  );
}

function itemsOf(answer: Json): readonly JsonObject[] {
  const items = valueAt(answer, ["items"]);
  return items === undefined ? (isObject(answer) ? [answer] : []) : listOf(items); // one alone comes without a list
}
