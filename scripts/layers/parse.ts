import { type Document, isMap, isScalar, parseAllDocuments, type YAMLError } from "yaml";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { Recent } from "../core/recent.ts";
import { fileStart, makeSource, placeAt, type Source } from "../core/source.ts";
import { DocumentReader } from "./document.ts";
import { isPlain } from "./meaning.ts";
import type { LayerDocument, MapNode } from "./model.ts";
import { type PlainDocument, readPlain } from "./plain.ts";
import type { Reader } from "./scalars.ts";
import { textProblems } from "./scanner.ts";
import { tabProblem } from "./tabs.ts";

export interface ParseOptions {
  /** Who reads the file first; Helm unless told otherwise. A difference between the two is a CR107 finding. */
  readonly reader?: Reader;
}

/** Releases, environments and stages come back to the same few files. */
const recent = new Recent<LayerDocument>(512 * 1024);

/** Reads one values file's text as Helm does. It never throws: what is wrong is in `diagnostics`, with places. */
export function parseLayer(source: Source, options: ParseOptions = {}): LayerDocument {
  const question = `${options.reader ?? "helm"} ${source.file}\n${source.text}`;
  return recent.get(question, () => parse(source, options));
}

function parse(source: Source, options: ParseOptions): LayerDocument {
  const plain = readPlain(source, options.reader ?? "helm");
  return plain ? documentOf(source, plain) : parseAny(source, options);
}

/** Reads a text that uses any of YAML's means. */
export function parseAny(source: Source, options: ParseOptions = {}): LayerDocument {
  const { text } = source;
  const strange = textProblems(source);
  if (strange.length > 0) return empty(source, strange);
  // Helm ends the last line of a file that does not: a block text at the end keeps its line feed.
  const read = parseText(text === "" || text.endsWith("\n") ? text : `${text}\n`);
  if (!read)
    return refuse(
      source,
      diagnostic("CR103", "nested too deeply to be read", { place: fileStart(source.file) }),
    );
  const tab = tabProblem(source, read);
  if (tab) return refuse(source, tab);
  const [document, ...others] = read;
  if (!document) return empty(source, []);
  const errors = [document, ...others].flatMap((one) =>
    one.errors.map((error) => syntaxError(source, error)),
  );
  if (errors.length > 0) return empty(source, errors);
  const more = others.find((one) => one.contents !== null && !isNull(one));
  if (more) {
    const at = more.contents?.range?.[0] ?? 0;
    const place = placeAt(source, at, at);
    return refuse(
      source,
      diagnostic("CR105", "a second document starts here", { place, help: "keep one document" }),
    );
  }
  if (document.contents === null || isNull(document)) return empty(source, []);
  if (!isMap(document.contents)) {
    const [start, end] = document.contents.range ?? [0, 0];
    const place = placeAt(source, start, Math.min(end, source.text.indexOf("\n", start) >>> 0));
    const what = isScalar(document.contents) ? "a scalar" : "a list";
    return refuse(
      source,
      diagnostic("CR104", `values are a map, this file holds ${what}`, {
        place,
        help: "write `name: value` lines",
      }),
    );
  }
  const reader = new DocumentReader(source, options.reader ?? "helm");
  return documentOf(source, { root: reader.map(document.contents), diagnostics: reader.diagnostics });
}

function documentOf(source: Source, { root, diagnostics }: PlainDocument): LayerDocument {
  const metadata = root.entries.get("sops")?.node;
  const sops = metadata?.kind === "map" && metadata.entries.has("mac");
  return { source, root: sops ? without(root, "sops") : root, sops, diagnostics };
}

function parseText(text: string): Document.Parsed[] | undefined {
  try {
    const documents = parseAllDocuments(text, {
      schema: "failsafe",
      uniqueKeys: false,
      merge: false,
      keepSourceTokens: false,
      prettyErrors: false,
      logLevel: "silent",
      resolveKnownTags: false,
    });
    return Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
  } catch (error) {
    if (error instanceof RangeError) return undefined; // the stack: thousands of nested brackets
    throw error;
  }
}

function isNull(document: Document.Parsed): boolean {
  const { contents } = document;
  return (
    isScalar(contents) &&
    /^(?:|~|null|Null|NULL)$/.test(String(contents.value)) &&
    isPlain(contents) &&
    contents.anchor === undefined
  );
}

const HELP: Readonly<Partial<Record<YAMLError["code"], string>>> = {
  BLOCK_AS_IMPLICIT_KEY: "quote text that holds a colon and a blank",
  BAD_INDENT: "line it up with its neighbours",
  MISSING_CHAR: "close the quote or bracket, and put a blank behind a colon",
  UNEXPECTED_TOKEN: "quote the text, or remove what is too much",
};

function syntaxError(source: Source, error: YAMLError): Diagnostic {
  const [start, end] = error.pos;
  const tab = error.code === "TAB_AS_INDENT" || /^[^\n]*\t/.test(source.text.slice(start, start + 2));
  const message = error.message.replace(/\s+at line \d[\s\S]*$/, "").replace(/\.$/, "");
  return diagnostic("CR103", message.charAt(0).toLowerCase() + message.slice(1), {
    place: placeAt(source, start, Math.max(start + 1, Math.min(end, start + 80))),
    help: tab ? "indent with spaces" : HELP[error.code],
  });
}

function without(map: MapNode, name: string): MapNode {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => key !== name)) };
}

function refuse(source: Source, problem: Diagnostic): LayerDocument {
  return empty(source, [problem]);
}

/** A document with nothing in it, such as an empty file or one that cannot be used. */
export function empty(source: Source | string, diagnostics: readonly Diagnostic[]): LayerDocument {
  const from = typeof source === "string" ? makeSource(source, "") : source;
  return {
    source: from,
    root: { kind: "map", place: fileStart(from.file), entries: new Map() },
    sops: false,
    diagnostics,
  };
}
