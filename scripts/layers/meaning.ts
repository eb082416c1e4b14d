import { isScalar, type Node, type Scalar } from "yaml";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Place } from "../core/source.ts";
import type { EncryptedType, ScalarNode } from "./model.ts";
import { isTimestamp, type Reader, type Resolved, resolvePlain } from "./scalars.ts";
import { isBrokenKey, type NodeProblem, nodeProblem } from "./scanner.ts";

const ENCRYPTED = /^ENC\[AES256_GCM,.*,type:(str|int|float|bool|bytes|comment)\]$/s;

/** The scalar that sops made of a value; undefined for any other text. */
export function encryptedScalar(text: string, place: Place): ScalarNode | undefined {
  const encrypted = ENCRYPTED.exec(text)?.[1] as EncryptedType | undefined;
  return encrypted && { kind: "scalar", value: null, place, raw: text, encrypted };
}

/** A scalar whose text alone decides what it is, with what there is to ask about it. */
export function plainScalar(
  text: string,
  place: Place,
  reader: Reader,
): { readonly node: ScalarNode; readonly question?: Diagnostic | undefined } {
  const encrypted = encryptedScalar(text, place);
  if (encrypted) return { node: encrypted };
  const resolved = resolvePlain(text, reader);
  const value = resolved.kind === "unsupported" ? null : resolved.value;
  return {
    node: { kind: "scalar", value, place, raw: text },
    question: questionPlain(text, resolved, place),
  };
}

/** A finding for plain text that does not mean what it seems to mean, or not the same to both readers. */
function questionPlain(text: string, resolved: Resolved, place: Place): Diagnostic | undefined {
  if (resolved.kind === "unsupported") {
    return diagnostic("CR109", `Helm stops at \`${text}\`: JSON has no such number`, {
      place,
      help: `quote it: "${text}"`,
    });
  }
  const helm = resolvePlain(text, "helm");
  const helmfile = resolvePlain(text, "helmfile");
  if (helm.value !== helmfile.value || isTimestamp(text)) {
    const boolean = helm.kind === "bool" ? `the boolean ${helm.value}` : "this text as it stands";
    const other = helm.kind === "bool" ? "text" : "a point in time, printed anew";
    return diagnostic("CR107", `\`${text}\` is ${boolean} to Helm and ${other} to helmfile`, {
      place,
      help: helm.kind === "bool" ? `write ${helm.value}, or quote it: "${text}"` : `quote it: "${text}"`,
    });
  }
  if (resolved.kind === "int" && !resolved.exact) {
    return diagnostic("CR112", `\`${text}\` becomes ${resolved.value} in Helm`, {
      place,
      help: `quote it: "${text}"`,
    });
  }
  const number = resolved.kind === "int" || resolved.kind === "float";
  if (number && /^[-+]?0[0-9xXoObB]|_/.test(text) && !/^[-+]?0\.[0-9]+$/.test(text)) {
    return diagnostic("CR108", `Helm reads \`${text}\` as ${resolved.value}`, {
      place,
      help: `write ${resolved.value}, or quote it: "${text}"`,
    });
  }
  return undefined;
}

/** A scalar with a tag of YAML's own, or quoted; the text of an error when Helm refuses the two together. */
export function taggedValue(
  node: Scalar,
  text: string,
  reader: Reader,
): { readonly value: ScalarNode["value"]; readonly problem?: string } {
  const tag = node.tag?.replace("tag:yaml.org,2002:", "!!");
  if (tag === "!!binary") return binary(text);
  if (tag === undefined || !/^!!(int|float|bool|null)$/.test(tag)) return { value: text };
  const resolved = resolvePlain(text, reader);
  // go-yaml makes a float of what fits into 64 bits with a sign, and of no larger integer.
  const floats = resolved.kind === "int" && Math.abs(resolved.value) < 2 ** 63;
  const kind = floats && tag === "!!float" ? "float" : resolved.kind;
  if (`!!${kind}` === tag && resolved.kind !== "unsupported") return { value: resolved.value };
  return { value: null, problem: `\`${text}\` is not a ${tag}` };
}

/** Go's base64: the standard alphabet, padded, line ends skipped. */
function binary(text: string): { value: string; problem?: string } {
  const bare = text.replace(/[\r\n]/g, "");
  const bytes = Buffer.from(bare, "base64");
  if (bytes.toString("base64") !== bare) return { value: "", problem: "this is not base64" };
  const value = bytes.toString("utf8");
  return Buffer.from(value).equals(bytes) ? { value } : { value: "", problem: "these bytes are not text" };
}

/** A scalar whose meaning its text decides: no quotes, no tag. */
export function isPlain(node: Scalar): boolean {
  const tag = node.tag?.replace("tag:yaml.org,2002:", "!!");
  return (node.type === undefined || node.type === "PLAIN") && tag === undefined;
}

/** The `<<` of a merge. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === "<<" && isPlain(key);
}

/** A key that go-yaml keeps as a number or a boolean until it becomes JSON. */
export function isTypedKey(key: unknown): boolean {
  return isScalar(key) && isPlain(key) && resolvePlain(String(key.value)).kind !== "string";
}

/**
 * Why Helm stops at a key, or reads other text, though the `yaml` package takes it. `text` is the whole file's; `inFlow`
 * says that the key stands between brackets.
 */
export function keyProblem(node: Node, text: string, inFlow: boolean): NodeProblem | undefined {
  const problem = nodeProblem(node, text, inFlow);
  if (problem) return problem;
  if (isBrokenKey(node, text))
    return {
      message: "readers differ on a key that goes on below its line",
      help: "write the key and its colon on one line",
    };
  const following = text.slice(node.range?.[1] ?? 0);
  if (!isScalar(node)) return undefined;
  const strange = isPlain(node)
    ? inFlow && /^[ \t]*:\S/.test(following)
    : /^[ \t]*[^\s:,\]}#]/.test(following);
  return strange ? UNREADABLE_KEY : undefined;
}

export const UNREADABLE_KEY: NodeProblem = {
  message: "Helm does not accept this key",
  help: "quote the key, or give it a name",
};
