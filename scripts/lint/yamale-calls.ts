/** A validator as it is written: `list(str(), required=False)`. */
export interface Call {
  readonly name: string;
  readonly args: readonly Argument[];
  /** Arguments that are given by name; a validator among them (`key=str()`) is left out. */
  readonly named: Readonly<Record<string, Literal>>;
}

export type Literal = string | number | boolean | null;
export type Argument = Literal | Call;

const TOKEN =
  /\s*(?:(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?)|(?<word>[A-Za-z_]\w*)|(?<mark>[(),=]))/y;

/** Reads one validator; undefined where the text is none. */
export function readCall(text: string): Call | undefined {
  const tokens: { readonly kind: "literal" | "word" | "mark"; readonly value: Literal }[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trim();
  while (TOKEN.lastIndex < trimmed.length) {
    const found = TOKEN.exec(trimmed)?.groups;
    if (!found) return undefined;
    if (found.text !== undefined)
      tokens.push({ kind: "literal", value: found.text.slice(1, -1).replace(/\\(['"])/g, "$1") });
    else if (found.number !== undefined) tokens.push({ kind: "literal", value: Number(found.number) });
    else if (found.word !== undefined) tokens.push({ kind: "word", value: found.word });
    else tokens.push({ kind: "mark", value: found.mark as string });
  }
  let at = 0;
  const isMark = (mark: string) => tokens[at]?.kind === "mark" && tokens[at]?.value === mark;
  const WORDS: Readonly<Record<string, Literal>> = { True: true, False: false, None: null };

  function argument(): Argument | undefined {
    const token = tokens[at];
    if (token?.kind === "literal") {
      at += 1;
      return token.value;
    }
    if (token?.kind !== "word") return undefined;
    if (Object.hasOwn(WORDS, String(token.value))) {
      at += 1;
      return WORDS[String(token.value)];
    }
    return call();
  }

  function call(): Call | undefined {
    const name = tokens[at];
    at += 1;
    if (name?.kind !== "word" || !isMark("(")) return undefined;
    at += 1;
    const args: Argument[] = [];
    const named: Record<string, Literal> = {};
    while (!isMark(")")) {
      const key =
        tokens[at]?.kind === "word" && tokens[at + 1]?.value === "=" ? String(tokens[at]?.value) : undefined;
      if (key !== undefined) at += 2;
      const value = argument();
      if (value === undefined) return undefined;
      if (key === undefined) args.push(value);
      else if (typeof value !== "object" || value === null) named[key] = value;
      if (isMark(",")) at += 1;
      else if (!isMark(")")) return undefined;
    }
    at += 1;
    return { name: String(name.value), args, named };
  }

  const read = call();
  return at === tokens.length ? read : undefined;
}
