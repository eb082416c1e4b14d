const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};
const CODE = /x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})/y;

interface Piece {
  readonly end: number;
  /** A character, or one byte where the escape names a byte. */
  readonly value: string | number;
}

/**
 * The value of a string as written, quotes included; undefined where Go refuses an escape. `\xHH` and octal escapes
 * name bytes: bytes that are no UTF-8 become U+FFFD, as they do when Go prints them.
 */
export function unquote(written: string): string | undefined {
  const inside = written.slice(1, -1);
  // Go drops carriage returns from raw strings.
  if (written.startsWith("`")) return inside.replaceAll("\r", "");
  if (!inside.includes("\\")) return inside;
  const parts: string[] = [];
  // Bytes that follow each other may be one character.
  let bytes: number[] = [];
  const addBytes = (): void => {
    if (bytes.length > 0) parts.push(Buffer.from(bytes).toString("utf8"));
    bytes = [];
  };
  for (let at = 0; at < inside.length; ) {
    const slash = inside.indexOf("\\", at);
    if (slash === at) {
      const piece = escaped(inside, at, '"');
      if (!piece) return undefined;
      at = piece.end;
      if (typeof piece.value === "number") {
        bytes.push(piece.value);
        continue;
      }
      addBytes();
      parts.push(piece.value);
    } else {
      addBytes();
      const end = slash === -1 ? inside.length : slash;
      parts.push(inside.slice(at, end));
      at = end;
    }
  }
  addBytes();
  return parts.join("");
}

/** The code of a character constant as written, quotes included; undefined where it is not exactly one character. */
export function characterCode(written: string): number | undefined {
  const inside = written.slice(1, -1);
  if (inside.startsWith("\\")) {
    const piece = escaped(inside, 0, "'");
    if (!piece || piece.end !== inside.length) return undefined;
    return typeof piece.value === "number" ? piece.value : piece.value.codePointAt(0);
  }
  const [only, more] = [...inside];
  return more === undefined ? only?.codePointAt(0) : undefined;
}

function escaped(text: string, at: number, quote: string): Piece | undefined {
  const character = text[at + 1] ?? "";
  if (character === quote) return { end: at + 2, value: character };
  const simple = ESCAPES[character];
  if (simple !== undefined) return { end: at + 2, value: simple };
  CODE.lastIndex = at + 1;
  const found = CODE.exec(text);
  if (!found) return undefined;
  const [, byte, short, long, octal] = found;
  const code =
    octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(byte ?? short ?? long ?? "", 16);
  const end = CODE.lastIndex;
  if (byte !== undefined || octal !== undefined) return code > 255 ? undefined : { end, value: code };
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return { end, value: String.fromCodePoint(code) };
}
