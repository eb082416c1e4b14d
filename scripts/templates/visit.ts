import type { Node, Operand, Pipeline, Range } from "./nodes.ts";

/** Every node of a template, bodies included, in the order in which they stand. */
export function* everyNode(nodes: readonly Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node;
    if (node.kind === "branch" || node.kind === "define") yield* everyNode(node.body);
    if (node.kind === "branch") yield* everyNode(node.otherwise);
  }
}

/** Every operand of a pipeline, those in parentheses included. */
export function* everyOperand(pipeline: Pipeline): Generator<Operand> {
  for (const { operands } of pipeline.calls)
    for (const one of operands) {
      yield one;
      if (one.kind === "group") yield* everyOperand(one.pipeline);
    }
}

/** A call of a named template; without a name where that is made at run time. */
export interface TemplateCall extends Range {
  readonly name?: string;
  /** The named template in which the call stands. */
  readonly inside?: string;
}

/** Every `include` and `template` of a file. */
export function* templateCalls(nodes: readonly Node[], inside?: string): Generator<TemplateCall> {
  const more = inside === undefined ? {} : { inside };
  for (const node of nodes) {
    if (node.kind === "template")
      yield { name: node.name, start: node.nameStart, end: node.nameEnd, ...more };
    if (node.kind === "define" && node.pipeline)
      yield { name: node.name, start: node.nameStart, end: node.nameEnd, ...more };
    if ("pipeline" in node && node.pipeline) yield* includesIn(node.pipeline, more);
    if (node.kind === "define") yield* templateCalls(node.body, node.name);
    if (node.kind === "branch") {
      yield* templateCalls(node.body, inside);
      yield* templateCalls(node.otherwise, inside);
    }
  }
}

function* includesIn(pipeline: Pipeline, more: { inside?: string }): Generator<TemplateCall> {
  for (const call of pipeline.calls) {
    const [head, name] = call.operands;
    if (head?.kind === "function" && head.name === "include" && name)
      yield name.kind === "literal" && typeof name.value === "string"
        ? { name: name.value, start: name.start, end: name.end, ...more }
        : { start: name.start, end: name.end, ...more };
    for (const one of call.operands) if (one.kind === "group") yield* includesIn(one.pipeline, more);
  }
}

/** Every reference to a value by the name `.Values`, as the range of the whole chain. */
export function* valueReferences(nodes: readonly Node[]): Generator<Range> {
  for (const node of everyNode(nodes)) {
    if (!("pipeline" in node) || !node.pipeline) continue;
    for (const one of everyOperand(node.pipeline)) {
      const steps = one.kind === "field" || one.kind === "variable" ? one.steps : [];
      const at = steps.findIndex(({ name }) => name === "Values");
      if (at >= 0 && at < steps.length - 1) yield { start: one.start, end: one.end };
    }
  }
}
