import { isMap, isNode, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import type { Rule, RuleOptions, Say, YamlFile } from "./model.ts";

/** What is known of a file's indentation so far: `consistent` means that the first one decides. */
interface State {
  readonly file: YamlFile;
  readonly say: Say;
  spaces: number | undefined;
  sequences: OptionKind;
}

type OptionKind = true | false | "whatever" | "consistent";

/** The indentation of blocks, of flow collections over several lines and of values on a line of their own. */
export const indentation: Rule = (file, options, say) => {
  const state: State = {
    file,
    say,
    spaces: options.spaces === "consistent" ? undefined : (options.spaces as number),
    sequences: options["indent-sequences"] as OptionKind,
  };
  for (const document of file.documents)
    if (isNode(document.contents)) walk(state, document.contents, { kind: "top", column: 0 });
  void (options satisfies RuleOptions);
};

/** Where a node stands: below a key or a hyphen at a column, or at the top. Columns count from 0. */
interface Parent {
  readonly kind: "top" | "key" | "item" | "explicit";
  readonly column: number;
}

function walk(state: State, node: Node, parent: Parent): void {
  const start = startOf(state, node);
  const column = state.file.at(start).column - 1;
  const own = isFirst(state.file, start);
  if (own) {
    const found = check(state, node, column, parent);
    if (found !== undefined) state.say({ line: state.file.at(start).line, column: column + 1 }, found);
  }
  if (isMap(node) && node.flow !== true) walkMap(state, node, column);
  else if (isSeq(node) && node.flow !== true) walkSeq(state, node, column);
  else if (isMap(node) || isSeq(node)) walkFlow(state, node, start);
}

/** What is wrong with a node that begins its line, or undefined. */
function check(state: State, node: Node, column: number, parent: Parent): string | undefined {
  const expect = (expected: number) =>
    column === expected ? undefined : `wrong indentation: expected ${expected} but found ${column}`;
  if (parent.kind === "top") return isScalar(node) ? undefined : expect(0);
  const sequence = isSeq(node) && node.flow !== true && parent.kind === "key";
  if (sequence && column === parent.column) {
    if (state.sequences === "consistent") state.sequences = false;
    if (state.sequences !== true) return undefined;
    if (state.spaces === undefined) return `wrong indentation: expected at least ${parent.column + 1}`;
    return expect(parent.column + state.spaces);
  }
  if (sequence) {
    if (state.sequences === "consistent") state.sequences = true;
    if (state.sequences === false) return expect(parent.column);
  }
  if (state.spaces === undefined && column > parent.column) state.spaces = column - parent.column;
  return expect(parent.column + known(state));
}

/** Where nothing was indented yet, yamllint speaks of two spaces. */
function known(state: State): number {
  return state.spaces ?? 2;
}

function walkMap(state: State, map: YAMLMap, column: number): void {
  for (const pair of map.items as Pair[]) {
    if (isNode(pair.key) && !isScalar(pair.key)) walk(state, pair.key, { kind: "explicit", column });
    if (isNode(pair.value) && pair.value.range) walk(state, pair.value, { kind: "key", column });
  }
}

function walkSeq(state: State, seq: YAMLSeq, column: number): void {
  for (const item of seq.items) if (isNode(item)) walk(state, item, { kind: "item", column });
}

/** What begins a line inside of brackets: one step deeper than the line that opens them; the end as that line. */
function walkFlow(state: State, node: YAMLMap | YAMLSeq, start: number): void {
  const { file, say } = state;
  const base = lineIndent(file, start);
  const inside = [...innerStarts(node)];
  const [first] = inside;
  const opened = first !== undefined && isFirst(file, first);
  for (const one of inside) {
    if (!isFirst(file, one)) continue;
    const { line, column } = file.at(one);
    if (opened && state.spaces === undefined && column - 1 > base) state.spaces = column - 1 - base;
    const expected = opened ? base + known(state) : file.at(first as number).column - 1;
    if (column - 1 !== expected)
      say({ line, column }, `wrong indentation: expected ${expected} but found ${column - 1}`);
  }
  for (const one of childNodes(node))
    if ((isMap(one) || isSeq(one)) && one.flow === true) walkFlow(state, one, one.range?.[0] ?? 0);
  const end = (node.range?.[1] ?? 1) - 1;
  if (!isFirst(file, end)) return;
  const { line, column } = file.at(end);
  if (column - 1 !== base)
    say({ line, column }, `wrong indentation: expected ${base} but found ${column - 1}`);
}

function* innerStarts(node: YAMLMap | YAMLSeq): Generator<number> {
  for (const item of node.items) {
    const one = isNode(item) ? item : (item as Pair).key;
    if (isNode(one) && one.range) yield one.range[0];
  }
}

function* childNodes(node: YAMLMap | YAMLSeq): Generator<Node> {
  for (const item of node.items) {
    if (isNode(item)) yield item;
    else {
      const { key, value } = item as Pair;
      if (isNode(key)) yield key;
      if (isNode(value)) yield value;
    }
  }
}

/** Where a node's text begins: a tag or an anchor before it belongs to it. */
function startOf({ file }: State, node: Node): number {
  const start = node.range?.[0] ?? 0;
  const first = isMap(node) && node.flow !== true ? (node.items[0] as Pair | undefined)?.key : undefined;
  const at = isNode(first) && first.range ? Math.min(first.range[0], start) : start;
  const before = file.text.slice(file.text.lastIndexOf("\n", at - 1) + 1, at);
  const props = /(?:(?:[&!][^\s]*) +)+$/.exec(before);
  return props && (isScalar(node) || isMap(node)) ? at - props[0].length : at;
}

function isFirst(file: YamlFile, offset: number): boolean {
  return file.text.slice(file.text.lastIndexOf("\n", offset - 1) + 1, offset).trim() === "";
}

function lineIndent(file: YamlFile, offset: number): number {
  const line = file.text.slice(file.text.lastIndexOf("\n", offset - 1) + 1);
  return /^ */.exec(line)?.[0].length ?? 0;
}
