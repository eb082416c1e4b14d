import type { ValuePath } from "../core/json.ts";
import type { Environment } from "../environment/model.ts";
import type { LayerNode } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import { secretsFiles } from "./files.ts";
import { openLayer } from "./open.ts";

/** References as vals (and so helmfile) reads them, by the decrypted text that each stands for. */
export type SecretReferences = ReadonlyMap<string, string>;

/** vals splits a reference at these: a key with one of them cannot be named. */
const UNNAMEABLE = /[/+#?&]/;

/**
 * A reference `ref+sops://FILE#/PATH` for each encrypted text of an environment's secrets files, those that are called
 * after it and those that it or a release takes, FILE from the root of the repository. Of two places with the same text
 * the first by file and line is named; entries of lists cannot be. The reference's form is vals' own
 * (github.com/helmfile/vals, "Expression Syntax").
 */
export async function secretReferences(environment: Environment): Promise<SecretReferences> {
  const { root, name } = environment;
  const references = new Map<string, string>();
  const all = secretsFiles(root, []);
  const own = all.filter((one) => one.environment === name);
  const shared = all.filter((one) => /^(_?base|_?common|_?shared|_?default)?$/.test(one.environment));
  const named = [...own, ...shared].map(({ file }) => file);
  for (const file of new Set([...named, ...taken(environment)])) {
    if (UNNAMEABLE.test(file.replaceAll("/", ""))) continue;
    const read = readLayer(root, file);
    if (!read.ok || !read.value.sops) continue;
    const opened = await openLayer(root, read.value);
    collect(opened.value.root, [], (text, path) => {
      if (!references.has(text)) references.set(text, `ref+sops://${file}#/${path.join("/")}`);
    });
  }
  return references;
}

/** The encrypted files of an environment's layers and of its releases', sorted. */
function taken({ layers, releases }: Environment): string[] {
  const all = [...layers, ...releases.flatMap((one) => one.layers)];
  return all.flatMap((one) => (one.kind === "sops" ? [one.file] : [])).sort();
}

function collect(node: LayerNode, path: ValuePath, found: (text: string, path: ValuePath) => void): void {
  if (node.kind === "map") {
    for (const [key, { node: inner }] of node.entries)
      if (!UNNAMEABLE.test(key)) collect(inner, [...path, key], found);
  } else if (node.kind === "scalar" && node.secret && node.value !== null && node.value !== "") {
    found(String(node.value), path);
  }
}
