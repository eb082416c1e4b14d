import type { Source } from "../../core/source.ts";
import type { Node, Operand, Pipeline, Range } from "../nodes.ts";
import { ROOT } from "./scope.ts";
import type { Type } from "./types.ts";

/** What two arguments must have in common so that a template does the same with both. */
export function keyOf(type: Type, depth = 0): unknown {
  if (type.path && !type.path[0]?.startsWith("\0")) return type.path;
  if (type.path?.[0] === ROOT[0]) return 0;
  if (type.fields?.made && depth < 3)
    return type.fields.names.map((name) => [name, keyOf(type.fields?.get(name).type as Type, depth + 1)]);
  const { kinds, absent, unknown, literals, sources } = type;
  return [[...kinds], absent, unknown, literals, sources];
}

/** A function that prints tells by itself what it prints. */
export function endsInCall(pipeline: Pipeline): boolean {
  const head = pipeline.calls.at(-1)?.operands[0];
  return head?.kind === "function" && /^(?:print|printf|println|cat|quote|squote|toString)$/.test(head.name);
}

/** The action is all that stands behind a key or a dash. */
export function isWholeValue({ text }: Source, { start, end }: Range): boolean {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return /^[^#]*(?:: +|- +)$/.test(line) && /^[ \t\r]*(?:#.*)?(?:\n|$)/.test(text.slice(end, end + 200));
}

/** Whether a list of nodes always ends in `fail`. */
export function fails(nodes: readonly Node[]): boolean {
  return nodes.some(
    (node) =>
      node.kind === "print" &&
      node.pipeline.calls.some(({ operands: [head] }) => head?.kind === "function" && head.name === "fail"),
  );
}

/** Fields and variables in a pipeline, however deep. */
export function operandsOf(pipeline: Pipeline): Operand[] {
  return pipeline.calls.flatMap(({ operands }) =>
    operands.flatMap((one) => {
      if (one.kind === "group") return [one, ...operandsOf(one.pipeline)];
      return one.kind === "field" || one.kind === "variable" ? [one] : [];
    }),
  );
}

/** Names of variables that are assigned with `=` somewhere in these nodes. */
export function assignedIn(nodes: readonly Node[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: Node): void => {
    if ("pipeline" in node && node.pipeline?.assigns)
      for (const name of node.pipeline.variables) found.add(name);
    if (node.kind !== "branch" && node.kind !== "define") return;
    for (const one of node.body) visit(one);
    if (node.kind === "branch") for (const one of node.otherwise) visit(one);
  };
  for (const node of nodes) visit(node);
  return found;
}
