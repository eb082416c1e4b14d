import { type Cursor, goesOn, isMark, skipBrackets, skipExpression, skipNewlines } from "./cursor.ts";
import { type Pair, readArguments, readTerm, type Term } from "./terms.ts";
import type { Token } from "./token.ts";
import { tokensOf } from "./tokens.ts";

/** `use Ecto.Repo, otp_app: :shop` or `config :shop, ecto_repos: [Shop.Repo]`. */
export interface Statement {
  readonly items: readonly Term[];
  readonly pairs: readonly Pair[];
  readonly at: number;
}

/** A module with what can be told of it without running it. */
export interface Module {
  /** With the names of the modules around it. */
  readonly name: string;
  readonly at: number;
  readonly uses: Statement[];
  /** What each function gives back: its last expression; of several clauses the first. */
  readonly functions: Map<string, Term>;
  readonly attributes: Map<string, Term>;
}

/** The modules of Elixir source, and the calls of `config` in it, wherever they stand. */
export interface ElixirSource {
  readonly modules: readonly Module[];
  readonly configs: readonly Statement[];
}

/** Reads Elixir source without running it. Never throws; what is not understood is not there. */
export function readElixir(text: string): ElixirSource {
  const tokens = tokensOf(text);
  const modules: Module[] = [];
  const configs: Statement[] = [];
  const blocks: (Module | undefined)[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    const inside = blocks.at(-1);
    if (token.kind === "attribute" && inside && startsStatement(tokens, at)) {
      const value = readTerm({ tokens, next: at + 1 });
      if (!inside.attributes.has(token.text)) inside.attributes.set(token.text, value);
    }
    if (token.kind !== "name") continue;
    const next = tokens[at + 1];
    if (token.text === "defmodule" && next?.kind === "alias" && isName(tokens[at + 2], "do")) {
      const around = blocks.findLast((one) => one !== undefined);
      const module: Module = {
        name: around ? `${around.name}.${next.text}` : next.text,
        at: token.at,
        uses: [],
        functions: new Map(),
        attributes: new Map(),
      };
      modules.push(module);
      blocks.push(module);
      at += 2;
    } else if (token.text === "do" || token.text === "fn") blocks.push(undefined);
    else if (token.text === "end") blocks.pop();
    else if (!startsStatement(tokens, at)) continue;
    else if (token.text === "use" && inside) {
      inside.uses.push({ ...readArguments({ tokens, next: at + 1 }), at: token.at });
    } else if ((token.text === "def" || token.text === "defp") && inside && next?.kind === "name") {
      const value = functionValue(tokens, at + 1);
      if (value && !inside.functions.has(next.text)) inside.functions.set(next.text, value);
    } else if (token.text === "config") {
      configs.push({ ...readArguments({ tokens, next: at + 1 }), at: token.at });
    }
  }
  return { modules, configs };
}

function startsStatement(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  return before === undefined || before.kind === "newline" || isName(before, "do") || isMark(before, ";");
}

function isName(token: Token | undefined, text: string): boolean {
  return token?.kind === "name" && token.text === text;
}

/** The last expression of the function whose name stands at `at`. */
function functionValue(tokens: readonly Token[], at: number): Term | undefined {
  const cursor: Cursor = { tokens, next: at + 1 };
  if (isMark(tokens[cursor.next], "(")) {
    skipBrackets(cursor);
    cursor.next += 1;
  }
  for (; cursor.next < tokens.length; cursor.next += 1) {
    const token = tokens[cursor.next] as Token;
    if (token.kind === "key" && token.text === "do") return readTerm({ tokens, next: cursor.next + 1 });
    if (isName(token, "do")) return lastExpression(tokens, cursor.next + 1);
    if (token.kind === "newline" && !goesOn(cursor)) return undefined;
  }
  return undefined;
}

/** The value of the block that begins at `from` and ends at its `end`; names that it gives values to are replaced. */
function lastExpression(tokens: readonly Token[], from: number): Term | undefined {
  const cursor: Cursor = { tokens, next: from };
  const locals = new Map<string, Term>();
  let last: Term | undefined;
  for (;;) {
    skipNewlines(cursor);
    const start = cursor.next;
    const token = tokens[start];
    if (!token || isName(token, "end")) break;
    const assigned = token.kind === "name" && isMark(tokens[start + 1], "=");
    last = readTerm({ tokens, next: assigned ? start + 2 : start });
    if (assigned) locals.set(token.text, last);
    skipStatement(cursor);
  }
  return last?.is === "call" && last.items.length === 0 ? (locals.get(last.name) ?? last) : last;
}

/** A call without parentheses has commas of its own. */
function skipStatement(cursor: Cursor): void {
  for (;;) {
    const before = cursor.next;
    skipExpression(cursor);
    if (isMark(cursor.tokens[cursor.next], ",") || cursor.next === before) cursor.next += 1;
    else return;
  }
}
