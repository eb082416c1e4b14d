import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { fail, ok, type Result } from "../core/result.ts";
import { resolvePlain } from "../layers/scalars.ts";

/**
 * A YAML text with a text value set at a path of keys: the one scalar is replaced, or lines are added where a key is
 * missing; every other character stays. The error says in words why it cannot be done so. What anchors, merges and
 * duplicate keys make of the result is for the caller to read: only the writing is done here.
 */
export function setText(text: string, path: readonly string[], value: string): Result<string, string> {
  const document = parseDocument(text, { schema: "failsafe", uniqueKeys: false, keepSourceTokens: true });
  if (document.errors.length > 0) return fail("the file is not valid YAML");
  const lineEnd = /\r\n/.test(text) ? "\r\n" : "\n";
  const edit = { text, lineEnd, step: indentOf(document) };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === "")) {
    const end = ending(text, lineEnd);
    return ok(`${text}${end}${block(edit, path, value, 0)}`);
  }
  let map = document.contents;
  for (const [at, key] of path.entries()) {
    if (!isMap(map)) return fail(`\`${path.slice(0, at).join(".")}\` is no map`);
    const pair = lastPair(map, key);
    const rest = path.slice(at + 1);
    if (pair === undefined) return addTo(edit, map, path.slice(at), value);
    const next = pair.value as unknown;
    if (isAlias(next)) return fail(`\`${path.slice(0, at + 1).join(".")}\` is the alias *${next.source}`);
    if (rest.length === 0) return replace(edit, pair, value);
    if (isScalar(next) && isNothing(next.source ?? String(next.value))) {
      return next.anchor !== undefined
        ? fail(`\`${key}\` has an anchor and no value`)
        : fillIn(edit, pair, rest, value, map.flow === true);
    }
    if (!isCollection(next)) return fail(`\`${path.slice(0, at + 1).join(".")}\` is no map`);
    map = next as YAMLMap.Parsed;
  }
  return fail("the path is empty");
}

/** A text as YAML: as plain as it can be, for Helm and helmfile to read it as that text and nothing else. */
export function quoted(value: string, style: "PLAIN" | "QUOTE_SINGLE" | "QUOTE_DOUBLE" = "PLAIN"): string {
  if (style === "QUOTE_SINGLE") return `'${value.replaceAll("'", "''")}'`;
  const plain =
    style === "PLAIN" &&
    /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/.test(value) &&
    !value.endsWith(":") &&
    (["helm", "helmfile"] as const).every((reader) => {
      const read = resolvePlain(value, reader);
      return read.kind === "string" && read.value === value;
    }) &&
    !readByOthers(value);
  return plain ? value : JSON.stringify(value);
}

/** Numbers of YAML 1.1 and 1.2 that go-yaml takes for text: editors and other tools need not agree with it. */
function readByOthers(value: string): boolean {
  return (
    /^[0-9][0-9_:]*(?:\.[0-9_]*)?$/.test(value) ||
    /^[-+]?[0-9._]*e[-+]?[0-9]+$/i.test(value) ||
    /^0[xob]/i.test(value)
  );
}

interface Edit {
  readonly text: string;
  readonly lineEnd: string;
  /** Blanks of one level. */
  readonly step: number;
}

function replace({ text }: Edit, pair: Pair, value: string): Result<string, string> {
  const node = pair.value;
  if (!isScalar(node) || !node.range) {
    return isCollection(node)
      ? fail("there is a map or a list in the value's place")
      : fail("no value to replace");
  }
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED")
    return fail("the value is a block of text");
  const [start, end] = node.range;
  const style = node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE" ? node.type : "PLAIN";
  if (start === end) {
    // What is not there goes behind the colon (or a tag): a comment may follow, and keeps its distance.
    const at = text.slice(0, start).trimEnd().length;
    return ok(`${text.slice(0, at)} ${quoted(value)}${text.slice(at)}`);
  }
  return ok(`${text.slice(0, start)}${quoted(value, style)}${text.slice(end)}`);
}

/** Adds keys to a map that is there, as its last entry. */
function addTo(edit: Edit, map: YAMLMap, keys: readonly string[], value: string): Result<string, string> {
  const { text, lineEnd } = edit;
  if (map.flow) {
    const end = (map.range?.[1] ?? 0) - 1;
    const inside = text.slice(map.range?.[0] ?? 0, end).trimEnd();
    const comma = map.items.length === 0 || inside.endsWith(",") ? "" : ",";
    const at = end - (text.slice(0, end).length - text.slice(0, end).trimEnd().length);
    if (/#[^\n]*$/.test(text.slice(0, at).split("\n").at(-1) ?? "")) return fail("a comment ends the map");
    const blank = map.items.length === 0 ? "" : " ";
    return ok(`${text.slice(0, at)}${comma}${blank}${flow(keys, value)}${text.slice(at)}`);
  }
  const first = map.items[0]?.key as { range?: [number, number, number] } | undefined;
  const last = map.items.at(-1);
  if (!first?.range || !last) return fail("the map is empty");
  const column = first.range[0] - (text.lastIndexOf("\n", first.range[0] - 1) + 1);
  const at = lineAfter(text, endOf(last));
  const end = ending(text.slice(0, at), lineEnd);
  return ok(`${text.slice(0, at)}${end}${block(edit, keys, value, column)}${text.slice(at)}`);
}

/** Gives a key without a value, as in `image:`, what is missing below it. */
function fillIn(
  edit: Edit,
  pair: Pair,
  rest: readonly string[],
  value: string,
  inFlow: boolean,
): Result<string, string> {
  const { text, lineEnd } = edit;
  const key = pair.key as { range?: [number, number, number] };
  const node = pair.value as { range?: [number, number, number]; source?: string };
  if (!key.range || !node.range) return fail("no place for the value");
  const [start, end] = node.range;
  if (inFlow) return ok(`${text.slice(0, start)} ${flow(rest, value)}${text.slice(end)}`);
  const column = key.range[0] - (text.lastIndexOf("\n", key.range[0] - 1) + 1);
  // `image: ~` and `image: null` lose the word, `image: # why` keeps its comment.
  const without = `${text.slice(0, start).replace(/[ \t]+$/, start === end ? "$&" : "")}${text.slice(end)}`;
  const at = lineAfter(without, start === end ? end : without.length - text.slice(end).length);
  const newline = ending(without.slice(0, at), lineEnd);
  return ok(
    `${without.slice(0, at)}${newline}${block(edit, rest, value, column + edit.step)}${without.slice(at)}`,
  );
}

function block({ lineEnd, step }: Edit, keys: readonly string[], value: string, column: number): string {
  return keys
    .map((key, at) => {
      const said = at === keys.length - 1 ? ` ${quoted(value)}` : "";
      return `${" ".repeat(column + at * step)}${quoted(key)}:${said}${lineEnd}`;
    })
    .join("");
}

/** One entry of a flow map: `image: { tag: x }`. */
function flow([key = "", ...rest]: readonly string[], value: string): string {
  return `${quoted(key)}: ${rest.length === 0 ? quoted(value) : `{ ${flow(rest, value)} }`}`;
}

/** Where an entry's value ends; without one, where its key does. */
function endOf(pair: Pair): number {
  const value = pair.value as { range?: [number, number, number] } | null;
  const key = pair.key as { range?: [number, number, number] } | null;
  return value?.range?.[1] ?? key?.range?.[1] ?? 0;
}

/** The start of the line after a place; the place itself where a block of text ended its line already. */
function lineAfter(text: string, place: number): number {
  if (place > 0 && text.charAt(place - 1) === "\n") return place;
  const end = text.indexOf("\n", place);
  return end === -1 ? text.length : end + 1;
}

function ending(text: string, lineEnd: string): string {
  return text === "" || text.endsWith("\n") ? "" : lineEnd;
}

/** Helm takes the last of two equal keys. */
function lastPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.findLast(({ key: node }) => isScalar(node) && node.value === key);
}

function isNothing(source: string): boolean {
  return /^(?:|~|null|Null|NULL)$/.test(source);
}

/** Blanks of the first map inside of a map; two where there is none. */
function indentOf({ contents }: Document.Parsed): number {
  if (!isMap(contents)) return 2;
  const inner = contents.items.map(({ value }) => value).find((one) => isMap(one) && !one.flow);
  const { indent } = (isMap(inner) ? (inner.srcToken as { indent?: number } | undefined) : undefined) ?? {};
  return indent === undefined || indent <= 0 ? 2 : indent;
}
