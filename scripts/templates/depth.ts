import type { Node, Pipeline } from "./nodes.ts";

/**
 * How deep nodes, `{{else if}}` chains and parentheses lie in each other. Go sets no bound on the first two, so a walk that calls
 * itself must ask this before it starts: 500 levels are more than any template that people write has.
 */
export function depthOf(nodes: readonly Node[]): number {
  let deepest = 0;
  const left: { readonly nodes: readonly Node[]; readonly pipeline?: Pipeline; readonly depth: number }[] =
    [];
  left.push({ nodes, depth: 0 });
  for (let next = left.pop(); next; next = left.pop()) {
    const depth = next.depth + 1;
    deepest = Math.max(deepest, next.depth);
    for (const node of next.nodes) {
      if (node.kind === "branch") left.push({ nodes: node.body, depth }, { nodes: node.otherwise, depth });
      if (node.kind === "define") left.push({ nodes: node.body, depth });
      if ("pipeline" in node && node.pipeline) left.push({ nodes: [], pipeline: node.pipeline, depth });
    }
    for (const call of next.pipeline?.calls ?? [])
      for (const operand of call.operands)
        if (operand.kind === "group") left.push({ nodes: [], pipeline: operand.pipeline, depth });
  }
  return deepest;
}
