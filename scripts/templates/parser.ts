import { fail, ok, type Result } from "../core/result.ts";
import { type Chunk, cut, type SyntaxFault, type Token } from "./lexer.ts";
import type { Node, Pipeline } from "./nodes.ts";
import { Fault, PipelineReader, unquoted } from "./pipelines.ts";

type Action = Extract<Chunk, { kind: "action" }>;

/** What closed a list of nodes. */
interface Closed {
  readonly nodes: Node[];
  readonly by: "end" | "else" | "file";
  readonly action?: Action;
}

/** Parses one template file as Go's text/template would; the first fault ends it, as it does there. */
export function parseTemplate(text: string): Result<readonly Node[], SyntaxFault> {
  const { chunks, fault } = cut(text);
  if (fault) return fail(fault);
  const actions = chunks.filter((chunk): chunk is Action => chunk.kind === "action");
  try {
    return ok(new Parser(actions).file());
  } catch (thrown) {
    if (thrown instanceof Fault) return fail(thrown.fault);
    throw thrown;
  }
}

class Parser {
  readonly #actions: readonly Action[];
  #next = 0;
  #loops = 0;

  constructor(actions: readonly Action[]) {
    this.#actions = actions;
  }

  file(): Node[] {
    const closed = this.#list();
    if (closed.by !== "file")
      throw fault(`unexpected {{${closed.by}}}: nothing is open here`, closed.action as Action);
    return closed.nodes;
  }

  #list(): Closed {
    const nodes: Node[] = [];
    while (this.#next < this.#actions.length) {
      const action = this.#actions[this.#next++] as Action;
      const word = wordOf(action);
      if (word === "end") {
        if (action.tokens[1]?.kind !== "end") throw fault("unexpected words after `end`", action);
        return { nodes, by: "end", action };
      }
      if (word === "else") return { nodes, by: "else", action };
      nodes.push(this.#node(action, word));
    }
    return { nodes, by: "file" };
  }

  #node(action: Action, word: string): Node {
    const { start, end } = action;
    switch (word) {
      case "if":
      case "with":
      case "range":
        return this.#branch(action, word, 1);
      case "define":
      case "block": {
        const name = nameOf(action, word);
        const pipeline = word === "block" ? readPipeline(action, 2) : undefined;
        const closed = this.#list();
        if (closed.by !== "end") throw fault(`{{${word}}} has no {{end}}`, action);
        return { kind: "define", name, body: closed.nodes, ...(pipeline && { pipeline }), start, end };
      }
      case "template": {
        const name = nameOf(action, word);
        const pipeline = action.tokens[2]?.kind === "end" ? undefined : readPipeline(action, 2);
        return { kind: "template", name, ...(pipeline && { pipeline }), start, end };
      }
      case "break":
      case "continue":
        if (this.#loops === 0) throw fault(`{{${word}}} outside of {{range}}`, action);
        return { kind: "jump", word, start, end };
      default:
        return { kind: "print", pipeline: readPipeline(action, 0), start, end };
    }
  }

  /** `from` is the index of the first token after the keyword: `else if` has one more. */
  #branch(action: Action, word: "if" | "with" | "range", from: number): Node {
    const pipeline = readPipeline(action, from, word === "range");
    if (word === "range") this.#loops += 1;
    const body = this.#list();
    if (word === "range") this.#loops -= 1;
    if (body.by === "file") throw fault(`{{${word}}} has no {{end}}`, action);
    const otherwise = body.by === "else" ? this.#otherwise(action, word, body.action as Action) : [];
    return {
      kind: "branch",
      word,
      pipeline,
      body: body.nodes,
      otherwise,
      start: action.start,
      end: action.end,
    };
  }

  #otherwise(opener: Action, word: string, action: Action): readonly Node[] {
    const next = action.tokens[1];
    if (next?.kind !== "end") {
      // `else if` and `else with` share the {{end}} of the branch they continue.
      if (next?.text !== word || word === "range")
        throw fault(`unexpected \`${next?.text}\` after \`else\``, action);
      return [this.#branch(action, word as "if" | "with", 2)];
    }
    const closed = this.#list();
    if (closed.by === "else") throw fault("a second {{else}}", closed.action as Action);
    if (closed.by === "file") throw fault(`{{${word}}} has no {{end}}`, opener);
    return closed.nodes;
  }
}

function readPipeline(action: Action, from: number, pair = false): Pipeline {
  return new PipelineReader(action.tokens, from).whole(pair);
}

function wordOf(action: Action): string {
  const first = action.tokens[0] as Token;
  return first.kind === "word" ? first.text : "";
}

function nameOf(action: Action, word: string): string {
  const token = action.tokens[1];
  if (token?.kind !== "string") throw fault(`{{${word}}} needs a name in quotes`, action);
  return unquoted(token.text);
}

function fault(message: string, range: { readonly start: number; readonly end: number }): Fault {
  return new Fault({ message, start: range.start, end: range.end });
}
