import type { Source } from "../../core/source.ts";
import type { Call, Node, Operand, Pipeline } from "../nodes.ts";
import type { Evaluator } from "./expression.ts";
import { isOfValues, type Scope, showValue } from "./scope.ts";
import { type Type, unknownType, type ValuePath } from "./types.ts";
import { mustNotBeEmpty } from "./yaml-neighbours.ts";

type Print = Node & { kind: "print" };

/** A block of text of several lines that an action puts into the YAML around it. */
interface Block {
  /** What it is the YAML of, as far as that is known. */
  readonly type: Type;
  /** `nindent`: from a new line on; `indent`: from where it stands; none: as it is. */
  readonly by: "nindent" | "indent" | undefined;
  readonly width: number;
}

/** What an action prints must fit the YAML around it: below its key, on a line of its own, in quotes once. */
export function checkPrinted(evaluator: Evaluator, node: Print, scope: Scope): void {
  const { source } = scope;
  if (isText(source, node.start)) return;
  const block = blockOf(evaluator, node.pipeline, scope);
  const problem =
    quotedTwice(source, node) ?? misplaced(block, source, node) ?? emptyBesideOthers(block, source, node);
  if (problem) evaluator.tell({ kind: "misplaced yaml", ...problem }, node.pipeline, scope);
}

interface Problem {
  readonly problem: string;
  readonly help: string;
  /** It is one only where this value is an empty list or map. */
  readonly whereEmpty?: ValuePath;
}

function emptyBesideOthers(
  block: Block | undefined,
  { text }: Source,
  { start, end, trimLeft }: Print,
): Problem | undefined {
  if (!block || block.by === "indent" || !isOfValues(block.type.path)) return undefined;
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (block.by === undefined && (trimLeft || line.trim() !== "")) return undefined;
  const column = block.by === "nindent" ? block.width : line.length;
  if (!mustNotBeEmpty(block.type, { text, start, end, column, before: trimmedBefore(text, start) }))
    return undefined;
  return {
    problem: `\`${showValue(block.type.path)}\` is empty by default, and an empty ${block.type.kinds.has("list") ? "list is written as `[]`" : "map is written as `{}`"} between others`,
    help: `print it below \`with ${showValue(block.type.path)}\``,
    whereEmpty: block.type.path,
  };
}

function quotedTwice({ text }: Source, node: Print): Problem | undefined {
  const head = node.pipeline.calls.at(-1)?.operands[0];
  const mark = head?.kind !== "function" ? undefined : { quote: '"', squote: "'" }[head.name];
  if (mark === undefined || text[node.start - 1] !== mark || text[node.end] !== mark) return undefined;
  const line = text.slice(text.lastIndexOf("\n", node.start - 1) + 1, node.start);
  if (!/^\s*(?:- +)*[\w./"'-]+:\s+["']$/.test(line)) return undefined;
  return {
    problem: "the value is in quotes already",
    help: `leave the quotes to one: take \`${mark}\` away around the action`,
  };
}

function misplaced(block: Block | undefined, source: Source, node: Print): Problem | undefined {
  if (!block) return undefined;
  const { text } = source;
  const { type, by, width } = block;
  const isBlock =
    type.unknown === undefined &&
    type.kinds.size > 0 &&
    [...type.kinds].every((one) => one === "map" || one === "list");
  const line = text.slice(text.lastIndexOf("\n", node.start - 1) + 1, node.start);
  const inline = /^\s*(?:- +)*[\w./"'-]+: +$/.test(line) && !node.trimLeft;
  if (by === undefined && inline && isBlock)
    return {
      problem: "a list or map of several lines begins in the middle of a line",
      help: "put it on the lines below: `{{- toYaml ... | nindent N }}`",
    };
  if (by === "indent") {
    if (node.trimLeft && isBlock && /:[ \t]*$/.test(trimmedBefore(text, node.start)))
      return {
        problem: "`{{-` takes the line break away, so its first line joins the key",
        help: "use `nindent`, which begins a new line",
      };
    if (!node.trimLeft && /^[ \t]+$/.test(line) && isBlock && width > 0)
      return {
        problem: `its first line is indented by ${line.length + width}, the others by ${width}`,
        help: `write \`{{- ... | nindent ${width} }}\``,
      };
  }
  if (by !== "nindent") return undefined;
  const key = keyAbove(text, node.start);
  if (key === undefined) return undefined;
  const onlyMap = type.unknown === undefined && type.kinds.size === 1 && type.kinds.has("map");
  if (width < key || (onlyMap && width === key))
    return {
      problem: `it is indented by ${width}, and the key above it by ${key}, so it does not belong to it`,
      help: `write \`nindent ${key + 2}\``,
    };
  return undefined;
}

function blockOf(evaluator: Evaluator, { calls }: Pipeline, scope: Scope): Block | undefined {
  const last = calls.at(-1);
  const head = last?.operands[0];
  if (!last || head?.kind !== "function") return undefined;
  if (head.name === "toYaml") {
    const type = yamlOf(evaluator, calls, scope);
    return type && { type, by: undefined, width: 0 };
  }
  if (head.name !== "nindent" && head.name !== "indent") return undefined;
  const width = last.operands[1];
  if (width?.kind !== "literal" || typeof width.value !== "number") return undefined;
  const inner = last.operands[2];
  const before = inner?.kind === "group" ? inner.pipeline.calls : calls.slice(0, -1);
  const type = yamlOf(evaluator, before, scope) ?? unknownType("a text");
  return { type, by: head.name, width: width.value };
}

/** The type of what `toYaml` is called with where these calls end with it. */
function yamlOf(evaluator: Evaluator, calls: readonly Call[], scope: Scope): Type | undefined {
  const last = calls.at(-1);
  const [head, argument] = last?.operands ?? [];
  if (!last || head?.kind !== "function" || head.name !== "toYaml") return undefined;
  const before = calls.slice(0, -1);
  const operand: Operand | undefined =
    argument ??
    (before.length > 0
      ? {
          kind: "group",
          pipeline: { variables: [], assigns: false, calls: before, start: last.start, end: last.start },
          steps: [],
          start: last.start,
          end: last.start,
        }
      : undefined);
  return operand && evaluator.recorder.quietly(() => evaluator.operand(operand, scope, true));
}

/** The column of the key that stands, alone on its line, above an action; openings of branches and comments between are passed over. */
function keyAbove(text: string, start: number): number | undefined {
  const before = trimmedBefore(text, start);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const key = /^(\s*(?:- +)*)[\w./"'-]+:$/.exec(line)?.[1];
  return key?.length;
}

const OPENING =
  /\{\{(?:-?\s*(?:with|if)\b(?:[^}"`]|"[^"\n]*"|`[^`]*`)*|(?:- )?\/\*(?:[^*]|\*(?!\/))*\*\/(?: -)?)\}\}$/;

function trimmedBefore(text: string, start: number): string {
  let before = text.slice(Math.max(0, start - 2000), start).trimEnd();
  for (let shorter = before.replace(OPENING, "").trimEnd(); shorter !== before; ) {
    before = shorter;
    shorter = before.replace(OPENING, "").trimEnd();
  }
  return before;
}

/** Inside of a block scalar (`|`, `>`), where all is text. */
function isText({ text }: Source, start: number): boolean {
  let end = text.lastIndexOf("\n", start - 1);
  let least = widthOf(text.slice(end + 1, start));
  while (end > 0 && least > 0) {
    const from = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(from, end);
    end = from - 1;
    if (line.trim() === "" || /^\s*\{\{/.test(line)) continue;
    const width = widthOf(line);
    if (width >= least) continue;
    if (/[|>][-+0-9]*\s*(?:#.*)?$/.test(line) && /:\s|- /.test(line)) return true;
    least = width;
  }
  return false;
}

function widthOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}
