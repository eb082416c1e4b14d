import type { Diagnostic } from "../core/diagnostic.ts";
import { type Place, placeAt, type Source } from "../core/source.ts";
import { encryptedScalar, plainScalar } from "./meaning.ts";
import type { LayerNode, ListNode, MapNode } from "./model.ts";
import { type Reader, resolvePlain } from "./scalars.ts";

/** Values with places, and what a reader would ask about them. */
export interface PlainDocument {
  readonly root: MapNode;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a document that uses YAML's simplest means alone: maps and lists by indentation, a value on one line, comments.
 * Most values files are that, and take a tenth of the time that reading any YAML does. Undefined for all others, those
 * with a fault among them; what is read is what `DocumentReader` makes of it, places and findings included.
 */
export function readPlain(source: Source, reader: Reader): PlainDocument | undefined {
  const lines = linesOf(source.text);
  return lines && new PlainReader(source, reader, lines).document();
}

/** A line with something on it, from its first character that is no blank. */
interface Line {
  readonly indent: number;
  readonly start: number;
  readonly text: string;
}

interface Read<T extends LayerNode = LayerNode> {
  readonly node: T;
  /** Where what is written ends. */
  readonly end: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const STRANGE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const LONGEST_LINE = 1000;
const DEEPEST = 50;

/** The lines that count; undefined where a character is to be looked at more closely. */
function linesOf(text: string): Line[] | undefined {
  if (STRANGE.test(text)) return undefined;
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next;
    let first = start;
    while (first < end && text[first] === " ") first += 1;
    if (end - first > LONGEST_LINE) return undefined;
    if (first < end && text[first] !== "#")
      lines.push({ indent: first - start, start: first, text: text.slice(first, end) });
    start = end + 1;
  }
  // What begins a document; anywhere else it ends one.
  if (lines[0]?.text === "---" && lines[0].indent === 0) lines.shift();
  return lines;
}

/** A map's entry whose key can be nothing but text, and the rest of the line. */
const ENTRY = /^([A-Za-z_][\w./-]*):( +|$)(.*)$/;
const ITEM = /^-( +)(.*)$/;
/** What can stand behind a value. */
const REST = "(?: +#.*| *)$";
const QUOTED = new RegExp(`^(?:"([^"\\\\]*)"|'([^']*)')${REST}`);
const EMPTY = new RegExp(`^(?:\\{\\}|\\[\\])${REST}`);
const WORD = "[A-Za-z0-9_./][\\w./+@-]*";
const WORDS = new RegExp(`^(\\[ *${WORD}(?: *, *${WORD})* *\\])${REST}`);
/** No mark of YAML's own begins it, and none stands in it. */
const PLAIN = /^(?![\s?:,[\]{}#&*!|>'"%@`]|-(?:[\s-]|$))(?:(?! #|:(?: |$)).)*/;

/** Thrown where the document is not plain; nobody else sees it. */
const NOT_PLAIN = new Error("not plain");

class PlainReader {
  readonly #source: Source;
  readonly #reader: Reader;
  readonly #lines: Line[];
  readonly #diagnostics: Diagnostic[] = [];
  #at = 0;
  #depth = 0;

  constructor(source: Source, reader: Reader, lines: Line[]) {
    this.#source = source;
    this.#reader = reader;
    this.#lines = lines;
  }

  document(): PlainDocument | undefined {
    const [first] = this.#lines;
    if (!first || !ENTRY.test(first.text)) return undefined;
    try {
      const { node } = this.#map(first.indent);
      if (this.#at < this.#lines.length) return undefined;
      return { root: node, diagnostics: this.#diagnostics };
    } catch (error) {
      if (error === NOT_PLAIN) return undefined;
      throw error;
    }
  }

  #map(indent: number): Read<MapNode> {
    const { start } = this.#line();
    const entries = new Map<string, { key: Place; node: LayerNode }>();
    let end = start;
    for (let line = this.#next(indent); line; line = this.#next(indent)) {
      const [, name = "", blanks = "", value = ""] = ENTRY.exec(line.text) ?? [];
      if (name === "" || entries.has(name) || !isText(name)) throw NOT_PLAIN;
      this.#at += 1;
      const key = this.#place(line.start, line.start + name.length);
      const read = this.#value(value, line.start + name.length + 1 + blanks.length, indent, true);
      entries.set(name, { key, node: read.node });
      end = read.end;
    }
    return { node: { kind: "map", place: this.#place(start, end), entries }, end };
  }

  #list(indent: number): Read<ListNode> {
    const { start } = this.#line();
    const items: LayerNode[] = [];
    let end = start;
    for (let line = this.#next(indent); line; line = this.#next(indent)) {
      const [, blanks = "", rest = ""] = ITEM.exec(line.text) ?? [];
      if (blanks === "" && items.length > 0 && !line.text.startsWith("-")) break; // the next entry of the map around it
      const inside = 1 + blanks.length;
      const item = { indent: indent + inside, start: line.start + inside, text: rest };
      let read: Read;
      if (ENTRY.test(rest) || ITEM.test(rest)) {
        this.#lines[this.#at] = item;
        read = this.#block(item.indent);
      } else {
        this.#at += 1;
        read = this.#value(rest, item.start, indent, false);
      }
      items.push(read.node);
      end = read.end;
    }
    return { node: { kind: "list", place: this.#place(start, end), items }, end };
  }

  /** The map or the list whose first line is the one that comes. */
  #block(indent: number): Read {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw NOT_PLAIN;
    const read = ITEM.test(this.#line().text) ? this.#list(indent) : this.#map(indent);
    this.#depth -= 1;
    return read;
  }

  /** What stands behind a key or a dash, or below a key. `offset` is where the text begins. */
  #value(text: string, offset: number, indent: number, below: boolean): Read {
    if (below && (text === "" || text.startsWith("#"))) {
      const next = this.#lines[this.#at];
      const isBelow = next && (next.indent > indent || (next.indent === indent && ITEM.test(next.text)));
      return isBelow ? this.#block(next.indent) : this.#scalar("", offset);
    }
    const quoted = QUOTED.exec(text);
    if (quoted) {
      const value = quoted[1] ?? quoted[2] ?? "";
      const end = offset + value.length + 2;
      return { node: this.#text(value, this.#place(offset, end)), end };
    }
    if (EMPTY.test(text)) {
      const place = this.#place(offset, offset + 2);
      const node: LayerNode =
        text[0] === "{" ? { kind: "map", place, entries: new Map() } : { kind: "list", place, items: [] };
      return { node, end: offset + 2 };
    }
    const words = WORDS.exec(text)?.[1];
    if (words !== undefined) return this.#words(words, offset);
    const plain = PLAIN.exec(text)?.[0] ?? "";
    const rest = text.slice(plain.length);
    if (plain === "" || (rest !== "" && !rest.startsWith(" #"))) throw NOT_PLAIN;
    return this.#scalar(plain.replace(/ +$/, ""), offset);
  }

  /** `[a, b]` */
  #words(text: string, offset: number): Read {
    const items = [...text.matchAll(new RegExp(WORD, "g"))].map(
      ({ 0: word, index }) => this.#scalar(word, offset + index).node,
    );
    const end = offset + text.length;
    return { node: { kind: "list", place: this.#place(offset, end), items }, end };
  }

  #scalar(text: string, offset: number): Read {
    const end = offset + text.length;
    const { node, question } = plainScalar(text, this.#place(offset, end), this.#reader);
    if (question) this.#diagnostics.push(question);
    return { node, end };
  }

  #text(value: string, place: Place): LayerNode {
    return encryptedScalar(value, place) ?? { kind: "scalar", value, place, raw: value };
  }

  #line(): Line {
    const line = this.#lines[this.#at];
    if (!line) throw NOT_PLAIN;
    return line;
  }

  /** The line that comes, where it goes on at this indentation; none where the block ends before it. */
  #next(indent: number): Line | undefined {
    const line = this.#lines[this.#at];
    if (!line || line.indent < indent) return undefined;
    if (line.indent > indent) throw NOT_PLAIN;
    return line;
  }

  #place(start: number, end: number): Place {
    return placeAt(this.#source, start, end);
  }
}

/** Whether both readers take a key for text. */
function isText(name: string): boolean {
  return resolvePlain(name, "helm").kind === "string" && resolvePlain(name, "helmfile").kind === "string";
}
