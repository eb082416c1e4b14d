import type { Label } from "../../core/diagnostic.ts";
import { type Json, type JsonObject, showPath, type ValuePath, valueAt } from "../../core/json.ts";
import type { MergedMap } from "../../merge/model.ts";
import { nodeAt, plainValue } from "../../merge/value.ts";
import type { Node, Operand } from "../../templates/nodes.ts";
import { parsedTemplate } from "../../templates/parsed.ts";
import { everyNode, everyOperand } from "../../templates/visit.ts";
import type { TemplateLine } from "./located.ts";

interface Behind {
  readonly values: MergedMap;
  readonly object: JsonObject;
}

/**
 * The value that a line prints at a path of the object, of which the first `depth` steps are the line's own key:
 * only where the line prints one value of the chart's, and what is in the object is that value. The label says which
 * layer set it.
 */
export function valueBehind(
  { source, offset }: TemplateLine,
  path: ValuePath,
  depth: number,
  { values, object }: Behind,
): Label | undefined {
  const read = parsedTemplate(source.text);
  if (!read.ok) return undefined;
  const print = printedBy(read.value, source.text, offset);
  const chain = print && onlyChain(print, dotAt(read.value, offset, []));
  if (!chain) return undefined;
  const valuePath = [...chain, ...path.slice(depth)];
  const node = nodeAt(values, valuePath);
  const written = valueAt(object, path);
  const origin = node?.origins.at(-1);
  if (!node || !origin || written === undefined || !isSame(plainValue(node), written)) return undefined;
  const layer = origin.layers > 1 ? `, in layer ${origin.layer + 1} of ${origin.layers}` : "";
  return { message: `\`${showPath(valuePath)}\` is set here${layer}`, place: origin.key ?? origin.place };
}

/** The value as it is, or as text. */
function isSame(value: Json, written: Json): boolean {
  if (JSON.stringify(value) === JSON.stringify(written)) return true;
  return (
    value !== null && typeof value !== "object" && typeof written === "string" && String(value) === written
  );
}

type Print = Node & { kind: "print" };

/** The one action of the line, or, where the line ends with its key, the one that the next line consists of. */
function printedBy(nodes: readonly Node[], text: string, offset: number): Print | undefined {
  const end = endOf(text, offset);
  const prints = [...everyNode(nodes)].filter((one): one is Print => one.kind === "print");
  const own = prints.filter((one) => one.start >= offset && one.start < end);
  if (own.length > 0 || !/:[ \t]*$/.test(text.slice(offset, end)))
    return own.length === 1 ? own[0] : undefined;
  const next = text.slice(end + 1, endOf(text, end + 1));
  const first = end + 1 + next.length - next.trimStart().length;
  return next.trim().endsWith("}}") ? prints.find((one) => one.start === first) : undefined;
}

function endOf(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

/** The path below the chart's values that a pipeline takes, where it takes one only. */
function onlyChain({ pipeline }: Print, dot: ValuePath | undefined): ValuePath | undefined {
  const taken = [...everyOperand(pipeline)].flatMap((one) => (takes(one) ? [chainOf(one, dot)] : []));
  return taken.length === 1 ? taken[0] : undefined;
}

function takes({ kind }: Operand): boolean {
  return kind === "field" || kind === "variable" || kind === "dot";
}

/** The path below `.Values`; an empty dot is the root, whose field `Values` is. */
function chainOf(operand: Operand, dot: ValuePath | undefined): ValuePath | undefined {
  if (operand.kind === "dot") return dot !== undefined && dot.length > 0 ? dot.slice(1) : undefined;
  if (operand.kind !== "field" && operand.kind !== "variable") return undefined;
  const root = operand.kind === "field" ? dot : operand.name === "" ? [] : undefined;
  const whole = root && [...root, ...operand.steps.map(({ name }) => name)];
  return whole?.[0] === "Values" ? whole.slice(1) : undefined;
}

/** What dot is at an offset, as a path from the root; undefined where it is an item of a loop, or made at run time. */
function dotAt(nodes: readonly Node[], offset: number, dot: ValuePath | undefined): ValuePath | undefined {
  for (const node of nodes) {
    if (node.kind !== "branch" && node.kind !== "define") continue;
    if (offset < node.start || offset >= node.closeEnd) continue;
    if (node.kind === "define") return dotAt(node.body, offset, node.pipeline ? undefined : []);
    const inBody = offset < (node.elseStart ?? node.bodyEnd);
    if (!inBody) return dotAt(node.otherwise, offset, dot);
    return dotAt(node.body, offset, node.word === "if" ? dot : innerDot(node, dot));
  }
  return dot;
}

function innerDot(node: Node & { kind: "branch" }, dot: ValuePath | undefined): ValuePath | undefined {
  const [call, ...calls] = node.pipeline.calls;
  const [operand, ...operands] = call?.operands ?? [];
  if (node.word !== "with" || !operand || calls.length > 0 || operands.length > 0) return undefined;
  const chain = chainOf(operand, dot);
  return chain && ["Values", ...chain];
}
