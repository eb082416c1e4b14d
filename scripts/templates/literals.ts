import type { Literal } from "./nodes.ts";
import { readNumber } from "./numbers.ts";
import { characterCode, unquote } from "./quotes.ts";
import { Fault, type Token } from "./tokens.ts";

/** The literal that a token writes; undefined when it is another kind of token. */
export function literal(token: Token): Literal | undefined {
  const { start, end, text: raw } = token;
  const made = (literalKind: Literal["literalKind"], value: Literal["value"]): Literal => {
    return { kind: "literal", literalKind, value, raw, start, end };
  };
  switch (token.kind) {
    case "bool":
      return made("bool", raw === "true");
    case "nil":
      return made("nil", null);
    case "string":
    case "raw":
      return made("string", stringOf(token));
    case "char": {
      const code = characterCode(raw);
      if (code === undefined) throw new Fault("not one character between the quotes", token, charHelp(raw));
      return made("char", code);
    }
    case "number":
    case "complex": {
      const read = readNumber(raw);
      if (read === "overflow") throw new Fault("this integer is larger than 64 bits hold", token);
      if (read === "syntax") throw new Fault("this is no number", token);
      return made(read.kind, read.value);
    }
    default:
      return undefined;
  }
}

/** The value of a string token. */
export function stringOf(token: Token): string {
  const value = unquote(token.text);
  if (value === undefined)
    throw new Fault(
      "this string has an escape that Go does not know",
      token,
      "`\\\\` is a backslash; a string in backquotes has no escapes",
    );
  return value;
}

function charHelp(raw: string): string | undefined {
  return raw.length > 3 && !raw.includes("\\") ? "a string stands in double quotes or backquotes" : undefined;
}
