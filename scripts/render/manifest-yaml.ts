import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from "yaml";
import { isObject, type Json, type ValuePath } from "../core/json.ts";
import { resolvePlain } from "../layers/scalars.ts";

/** How many values aliases may unfold into, as a guard against documents made to explode. */
const MOST_VALUES = 1_000_000;

interface Reading {
  readonly document: Document;
  readonly duplicateKeys: ValuePath[];
  values: number;
}

/** One rendered document as Helm reads it: its scalars, the last of duplicate keys, `<<` merged. */
export function readYaml(text: string): { value: Json; duplicateKeys: readonly ValuePath[] } {
  const document = parseDocument(text, {
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
    resolveKnownTags: false,
  });
  const reading: Reading = { document, duplicateKeys: [], values: 0 };
  return { value: read(document.contents, [], reading), duplicateKeys: reading.duplicateKeys };
}

function read(node: unknown, path: ValuePath, reading: Reading): Json {
  reading.values += 1;
  if (reading.values > MOST_VALUES) return null;
  if (isAlias(node)) return read(node.resolve(reading.document), path, reading);
  if (isMap(node)) return readMap(node.items as Pair[], path, reading);
  if (isSeq(node)) return node.items.map((item, index) => read(item, [...path, index], reading));
  return isScalar(node) ? scalar(node as Scalar) : null;
}

function readMap(pairs: readonly Pair[], path: ValuePath, reading: Reading): Json {
  const entries = new Map<string, Json>();
  const own = new Set<string>();
  for (const pair of pairs) {
    const key = String(read(pair.key, path, reading));
    const value = read(pair.value, [...path, key], reading);
    if (key === "<<" && isPlain(pair.key)) {
      // Helm's reader lets what is merged replace the keys above it, not those below.
      for (const source of Array.isArray(value) ? [...value].reverse() : [value])
        if (isObject(source)) for (const [name, merged] of Object.entries(source)) entries.set(name, merged);
      continue;
    }
    if (own.has(key)) reading.duplicateKeys.push([...path, key]);
    own.add(key);
    entries.set(key, value);
  }
  return Object.fromEntries(entries);
}

type Scalar = Node & { value: unknown; type?: string; tag?: string };

function scalar(node: Scalar): Json {
  const text = typeof node.value === "string" ? node.value : "";
  if (!isPlain(node)) return text;
  const resolved = resolvePlain(text);
  return resolved.kind === "unsupported" ? null : resolved.value;
}

/** Quoted, block and explicitly tagged text stays text. */
function isPlain(node: unknown): boolean {
  if (!isScalar(node)) return false;
  const text = node.type !== undefined && node.type !== "PLAIN";
  return !text && !/^(?:!|!!str|tag:yaml\.org,2002:str)$/.test(node.tag ?? "");
}
