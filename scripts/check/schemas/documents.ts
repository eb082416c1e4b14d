import type { Json } from "../../core/json.ts";
import { readYaml } from "../../render/manifest-yaml.ts";

/**
 * The documents of a YAML text that hold all of the words, as Helm reads them. YAML is slow to read and folders of
 * CustomResourceDefinitions are large: what lacks a word is passed over unread.
 */
export function readDocuments(text: string, ...words: readonly string[]): Json[] {
  return text
    .split(/^---(?:\s.*)?$/m)
    .filter((one) => words.every((word) => one.includes(word)))
    .map((one) => readYaml(one).value);
}
