import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { readYaml } from "./manifest-yaml.ts";
import type { Manifest, ReadObjects } from "./model.ts";

/** Helm's own separator: three dashes at a line's start, whatever follows them. */
const SEPARATOR = /^---[ \t]*/m;
const SOURCE = /^# Source: (.*)\n?/;

/**
 * The objects of a rendered release, in the order in which Helm printed them. A document without a `# Source:` line
 * belongs to the file before it, as in a CRD file with several documents; documents without an object are left out.
 */
export function readManifests(
  text: string,
  read: DocumentReader = readDocument,
  objects: ReadObjects = [],
): Manifest[] {
  const manifests: Manifest[] = [];
  const documents = documentsOf(text);
  // JavaScript knows more line ends than Go: where the two split a text differently, it is read here.
  const known = objects.length === documents.length ? objects : [];
  for (const [at, { body, template }] of documents.entries()) {
    const { value, duplicateKeys } = read(body, known[at]);
    if (isObject(value))
      manifests.push({ object: value, text: body, template, duplicateKeys, ...hookOf(value) });
  }
  return manifests;
}

/** The documents of a rendered release, not yet read: those without an object among them. */
export function documentsOf(text: string): { readonly body: string; readonly template: string }[] {
  let template = "";
  return text.split(SEPARATOR).map((chunk) => {
    const document = chunk.replace(/^\s+/, "");
    const source = SOURCE.exec(document);
    if (source) template = source[1] as string;
    return { body: source ? document.slice(source[0].length) : document, template };
  });
}

/** Reads a document, of which the renderer may have said what object it is. */
export type DocumentReader = (text: string, object?: JsonObject | null) => ReturnType<typeof readYaml>;

const readDocument: DocumentReader = (text, object) =>
  object ? { value: object, duplicateKeys: [] } : readYaml(text);

/** Reads a document that was read before only once: an upgrade renders to nearly the same as an install. */
export function rememberingReader(): DocumentReader {
  const known = new Map<string, ReturnType<typeof readYaml>>();
  return (text, object) => {
    let found = known.get(text);
    if (!found) {
      found = readDocument(text, object);
      known.set(text, found);
    }
    return found;
  };
}

type HookFields = Pick<Manifest, "hooks" | "hookWeight" | "hookDeletePolicies">;

/** Reads the hook annotations as Helm does: lower case, a weight that is no integer is 0, `test-success` is `test`. */
function hookOf(object: JsonObject): HookFields {
  const metadata = object.metadata;
  const annotations = isObject(metadata) && isObject(metadata.annotations) ? metadata.annotations : {};
  const events = annotations["helm.sh/hook"];
  if (typeof events !== "string") return { hooks: [], hookWeight: 0, hookDeletePolicies: [] };
  const policies = annotations["helm.sh/hook-delete-policy"];
  return {
    hooks: list(events).map((event) => (event === "test-success" ? "test" : event)),
    hookWeight: weight(annotations["helm.sh/hook-weight"]),
    hookDeletePolicies: typeof policies === "string" ? list(policies) : ["before-hook-creation"],
  };
}

function list(text: string): string[] {
  return text.split(",").map((one) => one.trim().toLowerCase());
}

/** As Go's `strconv.Atoi`: what does not fit into 64 bits is no number either. */
function weight(value: Json | undefined): number {
  if (typeof value !== "string" || !/^[-+]?\d+$/.test(value)) return 0;
  const exact = BigInt(value.replace("+", ""));
  return BigInt.asIntN(64, exact) === exact ? Number(exact) : 0;
}
