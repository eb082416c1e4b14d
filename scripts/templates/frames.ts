import type { Name, Node, Pipeline, Range } from "./nodes.ts";
import { Scope } from "./scope.ts";

/** A template of its own: a file, a define or a block, with its variables and the ranges open in it. */
interface Tree {
  readonly scope: Scope;
  loops: number;
}

interface FileFrame {
  readonly kind: "file";
  readonly tree: Tree;
  readonly nodes: Node[];
}

interface DefineFrame {
  readonly kind: "define";
  readonly word: "define" | "block";
  readonly name: string;
  readonly range: Name;
  readonly pipeline?: Pipeline;
  readonly open: Range;
  readonly tree: Tree;
  readonly nodes: Node[];
}

interface BranchFrame {
  readonly kind: "branch";
  readonly word: "if" | "with" | "range";
  readonly pipeline: Pipeline;
  readonly open: Range;
  readonly tree: Tree;
  /** The variables that are forgotten at its `{{end}}` come after this. */
  readonly mark: number;
  readonly chained: boolean;
  /** The list that is being read: the body, or what follows `{{else}}`. */
  nodes: Node[];
  /** The body, once `{{else}}` has come. */
  body?: Node[];
  elseStart?: number;
}

export type Frame = FileFrame | DefineFrame | BranchFrame;

/** What is open while a file is read, the innermost last. */
export class Frames {
  readonly #frames: Frame[] = [{ kind: "file", tree: newTree(), nodes: [] }];

  get top(): Frame {
    return this.#frames.at(-1) as Frame;
  }

  get tree(): Tree {
    return this.top.tree;
  }

  add(node: Node): void {
    this.top.nodes.push(node);
  }

  openBranch(opened: Omit<BranchFrame, "kind" | "nodes" | "tree">): void {
    if (opened.word === "range") this.tree.loops += 1;
    this.#frames.push({ kind: "branch", nodes: [], tree: this.tree, ...opened });
  }

  openDefine(opened: Omit<DefineFrame, "kind" | "nodes" | "tree">): void {
    this.#frames.push({ kind: "define", nodes: [], tree: newTree(), ...opened });
  }

  /** The body of the innermost branch ends here, what it does otherwise begins. */
  startElse(branch: BranchFrame, elseStart: number): void {
    if (branch.word === "range") branch.tree.loops -= 1;
    branch.body = branch.nodes;
    branch.nodes = [];
    branch.elseStart = elseStart;
  }

  /** Closes the innermost define, or the branch with those that it continues, at an `{{end}}` of this range. */
  close(end: Range): Node {
    for (;;) {
      const frame = this.#frames.pop();
      if (!frame || frame.kind === "file") throw new Error("nothing is open");
      const node = frame.kind === "define" ? defineNode(frame, end) : branchNode(frame, end);
      this.add(node);
      if (frame.kind === "define" || !frame.chained) return node;
    }
  }
}

function branchNode(frame: BranchFrame, closed: Range): Node {
  const { word, pipeline, open, tree, mark, nodes, body, elseStart } = frame;
  tree.scope.release(mark);
  if (word === "range" && !body) tree.loops -= 1;
  return {
    kind: "branch",
    word,
    pipeline,
    body: body ?? nodes,
    otherwise: body ? nodes : [],
    ...(elseStart !== undefined && { elseStart }),
    bodyStart: open.end,
    bodyEnd: elseStart ?? closed.start,
    closeEnd: closed.end,
    ...open,
  };
}

function defineNode({ name, range, pipeline, open, nodes }: DefineFrame, closed: Range): Node {
  const inside = { bodyStart: open.end, bodyEnd: closed.start, closeEnd: closed.end };
  return { kind: "define", name, body: nodes, ...(pipeline && { pipeline }), ...range, ...inside, ...open };
}

function newTree(): Tree {
  return { scope: new Scope(), loops: 0 };
}

/** Go's white space (unicode.IsSpace); JavaScript's `\s` differs from it in U+0085 and U+FEFF. */
const VISIBLE = /[^\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Nothing but white space and comments: a template like that does not replace another of its name. */
export function isBlank(body: readonly Node[]): boolean {
  return body.every((node) => {
    if (node.kind === "text") return !VISIBLE.test(node.text);
    // A define stands in the file's text but is no part of it; a block also runs there.
    return node.kind === "comment" || (node.kind === "define" && !node.pipeline);
  });
}
