import { fail, ok, type Result } from "../core/result.ts";
import { Frames, isBlank } from "./frames.ts";
import { HELM_4_FUNCTIONS } from "./functions.ts";
import { stringOf } from "./literals.ts";
import type { Name, Node, Pipeline, Range } from "./nodes.ts";
import { Pipelines } from "./pipelines.ts";
import { Tokens } from "./stream.ts";
import { Fault, type SyntaxFault, shown, type Token } from "./tokens.ts";

export type { SyntaxFault } from "./tokens.ts";

export interface ParseOptions {
  /** The functions that templates may call; those of Helm 4 unless told otherwise. */
  readonly functions?: ReadonlySet<string>;
  /** The file's own name as a template: a `define` of that name clashes with the file's text. */
  readonly name?: string;
}

/**
 * Parses one template file by the rules of text/template/parse/parse.go (Go 1.26): what Go's parser refuses is refused,
 * and nothing else. The first fault ends it, as it does there. It takes time in proportion to the text, and no depth of
 * nesting overflows the stack; whoever walks the nodes must mind their depth.
 */
export function parseTemplate(
  text: string,
  options: ParseOptions = {},
): Result<readonly Node[], SyntaxFault> {
  try {
    return ok(new Parser(text, options).file());
  } catch (thrown) {
    if (thrown instanceof Fault) return fail(thrown.fault);
    throw thrown;
  }
}

class Parser {
  readonly #tokens: Tokens;
  readonly #pipelines: Pipelines;
  readonly #frames = new Frames();
  /** Templates that this file defines; true where there is more in it than white space and comments. */
  readonly #defined = new Map<string, boolean>();
  readonly #name: string | undefined;

  constructor(text: string, { functions = HELM_4_FUNCTIONS, name }: ParseOptions) {
    this.#tokens = new Tokens(text);
    this.#pipelines = new Pipelines(this.#tokens, functions);
    this.#name = name;
  }

  file(): readonly Node[] {
    for (;;) {
      const token = this.#tokens.take();
      const { start, end } = token;
      if (token.kind === "text") this.#frames.add({ kind: "text", text: token.text, start, end });
      else if (token.kind === "comment") this.#frames.add(comment(token));
      else if (token.kind === "left") this.#action(token);
      else return this.#ended();
    }
  }

  #ended(): readonly Node[] {
    const { top } = this.#frames;
    if (top.kind !== "file") throw new Fault(`{{${top.word}}} has no {{end}}`, top.open);
    if (this.#name !== undefined) this.#define(this.#name, top.nodes, { start: 0, end: 1 });
    return top.nodes;
  }

  #action(left: Token): void {
    const next = this.#tokens.peek();
    const word = next.kind === "keyword" ? next.text : "";
    if (word !== "") this.#tokens.take();
    switch (word) {
      case "if":
      case "with":
      case "range":
        this.#branch(word, left, false);
        break;
      case "define":
      case "block":
        this.#defineOrBlock(word, left, next);
        break;
      case "template":
        this.#template(left);
        break;
      case "break":
      case "continue":
        this.#jump(word, left);
        break;
      case "else":
        this.#else(left);
        break;
      case "end":
        this.#end(left);
        break;
      default:
        this.#print(left);
    }
  }

  #print(left: Token): void {
    const pipeline = this.#pipelines.read("command", this.#frames.tree.scope);
    const right = this.#tokens.last;
    this.#frames.add({
      kind: "print",
      pipeline,
      ...trims(left, right),
      start: left.start,
      end: right.end,
    });
  }

  /** `chained`: an `{{else if}}`, which shares the `{{end}}` of the branch before it. */
  #branch(word: "if" | "with" | "range", left: Token, chained: boolean): void {
    const { tree } = this.#frames;
    const mark = tree.scope.mark();
    const pipeline = this.#pipelines.read(word, tree.scope);
    const open = { start: left.start, end: this.#tokens.last.end };
    this.#frames.openBranch({ word, mark, pipeline, open, chained });
  }

  #defineOrBlock(word: "define" | "block", left: Token, keyword: Token): void {
    if (word === "define" && this.#frames.top.kind !== "file")
      throw new Fault(
        `{{define}} inside of {{${this.#frames.top.word}}}: it stands at the top of a file`,
        keyword,
      );
    const { name, range } = this.#nameAfter(word);
    let pipeline: Pipeline | undefined;
    if (word === "block") pipeline = this.#pipelines.read("block", this.#frames.tree.scope);
    else this.#tokens.expect("right", "define");
    const open = { start: left.start, end: this.#tokens.last.end };
    this.#frames.openDefine({ word, name, range, open, ...(pipeline && { pipeline }) });
  }

  #template(left: Token): void {
    const { name, range } = this.#nameAfter("template");
    let pipeline: Pipeline | undefined;
    if (this.#tokens.peek().kind === "right") this.#tokens.take();
    else pipeline = this.#pipelines.read("template", this.#frames.tree.scope);
    const right = this.#tokens.last;
    const ranges = { ...range, ...trims(left, right), start: left.start, end: right.end };
    this.#frames.add({ kind: "template", name, ...(pipeline && { pipeline }), ...ranges });
  }

  #nameAfter(word: string): { name: string; range: Name } {
    const token = this.#tokens.take();
    if (token.kind !== "string" && token.kind !== "raw") {
      const range = token.kind === "right" ? { start: token.start, end: token.end } : token;
      throw new Fault(`{{${word}}} needs a name in quotes`, range);
    }
    return { name: stringOf(token), range: { nameStart: token.start, nameEnd: token.end } };
  }

  #jump(word: "break" | "continue", left: Token): void {
    const right = this.#tokens.expect("right", word);
    const range = { start: left.start, end: right.end };
    if (this.#frames.tree.loops === 0) throw new Fault(`{{${word}}} outside of {{range}}`, range);
    this.#frames.add({ kind: "jump", word, ...trims(left, right), ...range });
  }

  #else(left: Token): void {
    const next = this.#tokens.peek();
    const word = next.kind === "keyword" ? next.text : "";
    const further = word === "if" || word === "with" ? word : undefined;
    const { top } = this.#frames;
    const told = { start: left.start, end: next.end };
    if (!further) this.#tokens.take();
    if (!further && next.kind !== "right")
      throw new Fault(`unexpected ${shown(next.text)} after \`else\``, next);
    if (top.kind === "file") throw new Fault("unexpected {{else}}: nothing is open here", told);
    if (top.kind === "define") throw new Fault(`{{${top.word}}} has no {{else}}`, told);
    if (top.body) throw new Fault("a second {{else}}", told);
    if (further && further !== top.word) {
      const help = `an {{else ${further}}} continues {{${further}}} only, and this one is in {{${top.word}}}`;
      throw new Fault(`unexpected \`${further}\` after \`else\``, next, help);
    }
    this.#frames.startElse(top, left.start);
    if (!further) return;
    this.#tokens.take();
    this.#branch(further, left, true);
  }

  #end(left: Token): void {
    const right = this.#tokens.expect("right", "end");
    const { top } = this.#frames;
    if (top.kind === "file")
      throw new Fault("unexpected {{end}}: nothing is open here", { start: left.start, end: right.end });
    const node = this.#frames.close({ start: left.start, end: right.end });
    if (node.kind === "define")
      this.#define(node.name, node.body, { start: node.nameStart, end: node.nameEnd });
  }

  /** Of two templates of one name in a file, one must be blank; a later file may define it anew. */
  #define(name: string, body: readonly Node[], place: Range): void {
    const blank = isBlank(body);
    const before = this.#defined.get(name);
    if (before && !blank) throw new Fault(`template ${shown(name)} is defined twice in this file`, place);
    this.#defined.set(name, before === true || !blank);
  }
}

function comment({ text, start, end, trimLeft = false, trimRight = false }: Token): Node {
  return { kind: "comment", text, trimLeft, trimRight, start, end };
}

function trims(left: Token, right: Token): { trimLeft: boolean; trimRight: boolean } {
  return { trimLeft: left.trim === true, trimRight: right.trim === true };
}
