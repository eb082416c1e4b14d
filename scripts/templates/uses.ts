import type { Source } from "../core/source.ts";
import type { Call, Node, Operand, Pipeline, Range, Step } from "./nodes.ts";

/** A chain of fields that certainly starts at the chart's values; the steps come after `.Values`. */
export interface Use {
  readonly source: Source;
  readonly steps: readonly Step[];
}

export interface Include extends Range {
  readonly source: Source;
  readonly name: string;
}

export interface Uses {
  readonly uses: readonly Use[];
  readonly includes: readonly Include[];
  readonly defined: ReadonlySet<string>;
}

/** What a name stands for: the chart's root object, or something this pass does not follow. */
type Known = "root" | "unknown";

interface Scope {
  readonly dot: Known;
  /** What `$` is here: the object the template was called with. */
  readonly dollar: Known;
  readonly source: Source;
}

/** Walks every file. A define's dot is the root only when each include of it, in any file, hands the root over. */
export function collectUses(
  files: readonly { readonly source: Source; readonly nodes: readonly Node[] }[],
): Uses {
  const calls = new Map<string, Known>();
  const defined = new Set<string>();
  // Each pass can only turn defines from root to unknown or find new ones, so it ends.
  for (let before = ""; ; ) {
    const walk = new Walk(calls, defined);
    for (const { source, nodes } of files) walk.nodes(nodes, { dot: "root", dollar: "root", source });
    const after = JSON.stringify([...calls]);
    if (after === before) return { uses: walk.uses, includes: walk.includes, defined };
    before = after;
  }
}

class Walk {
  readonly uses: Use[] = [];
  readonly includes: Include[] = [];
  readonly #calls: Map<string, Known>;
  readonly #defined: Set<string>;

  constructor(calls: Map<string, Known>, defined: Set<string>) {
    this.#calls = calls;
    this.#defined = defined;
  }

  nodes(nodes: readonly Node[], scope: Scope): void {
    for (const node of nodes) this.#node(node, scope);
  }

  #node(node: Node, scope: Scope): void {
    if (node.kind === "text" || node.kind === "comment" || node.kind === "jump") return;
    if (node.kind === "template") {
      this.includes.push({ source: scope.source, name: node.name, start: node.start, end: node.end });
      this.#called(node.name, node.pipeline ? single(node.pipeline) : undefined, scope);
    }
    if (node.kind === "define") {
      this.#defined.add(node.name);
      if (node.pipeline) this.#called(node.name, single(node.pipeline), scope);
      const dot = this.#calls.get(node.name) ?? "unknown";
      this.nodes(node.body, { dot, dollar: dot, source: scope.source });
    }
    if (node.pipeline) this.#pipeline(node.pipeline, scope);
    if (node.kind !== "branch") return;
    this.nodes(node.body, node.word === "if" ? scope : { ...scope, dot: "unknown" });
    this.nodes(node.otherwise, scope);
  }

  #pipeline(pipeline: Pipeline, scope: Scope): void {
    for (const call of pipeline.calls) this.#call(call, scope);
  }

  #call(call: Call, scope: Scope): void {
    const [head, name, argument] = call.operands;
    if (head?.kind === "function" && head.name === "include" && name) {
      if (name.kind === "literal" && typeof name.value === "string") {
        this.includes.push({ source: scope.source, name: name.value, start: name.start, end: name.end });
        this.#called(name.value, argument, scope);
      } else if (this.#meaning(argument, scope) !== "root") {
        // A name made at run time may be any define.
        for (const one of this.#defined) this.#calls.set(one, "unknown");
      }
    }
    for (const operand of call.operands) this.#operand(operand, scope);
  }

  #operand(operand: Operand, scope: Scope): void {
    if (operand.kind === "group") this.#pipeline(operand.pipeline, scope);
    if (operand.kind !== "field" && operand.kind !== "variable") return;
    const base = operand.kind === "field" ? scope.dot : operand.name === "" ? scope.dollar : "unknown";
    const [first, ...steps] = operand.steps;
    if (base === "root" && first?.name === "Values" && steps.length > 0)
      this.uses.push({ source: scope.source, steps });
  }

  #called(name: string, argument: Operand | undefined, scope: Scope): void {
    const meaning = this.#meaning(argument, scope);
    this.#calls.set(name, this.#calls.get(name) === "unknown" ? "unknown" : meaning);
  }

  #meaning(operand: Operand | undefined, scope: Scope): Known {
    if (operand?.kind === "dot") return scope.dot;
    if (operand?.kind === "variable" && operand.name === "" && operand.steps.length === 0)
      return scope.dollar;
    return "unknown";
  }
}

/** The pipeline's only operand, when it is nothing more. */
function single(pipeline: Pipeline): Operand | undefined {
  const [call, more] = pipeline.calls;
  return more || call?.operands.length !== 1 ? undefined : call.operands[0];
}
