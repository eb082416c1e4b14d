import { type Document, isCollection, isScalar, visit } from "yaml";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { placeAt, type Source } from "../core/source.ts";

/** Blanks before the first tab that stands before what a line says, or between its marks `-`, `?` and `:`. */
const TAB = /^(?: |[-?:](?=[ \t]))*\t/gm;
/** A block text up to where its first line shows how far it is indented, which no tab may show. */
const HEAD = /^[|>][-+]?[ \t]*(?:#.*)?\r?\n[ \r\n]*/;

/**
 * The first tab at which Helm's scanner stops: where a key may begin it takes blanks alone. The `yaml` package skips such
 * a tab. Within texts and between brackets both take it.
 */
export function tabProblem(source: Source, documents: readonly Document[]): Diagnostic | undefined {
  const tabs = [...source.text.matchAll(TAB)].map((found) => found.index + found[0].length - 1);
  if (tabs.length === 0) return undefined;
  const taken: (readonly [number, number])[] = [];
  for (const document of documents) {
    visit(document, (_, node) => {
      const isTaken = isScalar(node) || (isCollection(node) && node.flow === true);
      if (!isTaken || !node.range) return;
      const [start, end] = node.range;
      taken.push([start + (HEAD.exec(source.text.slice(start, end))?.[0].length ?? 0), end]);
    });
  }
  const wrong = tabs.find((tab) => !taken.some(([start, end]) => start < tab && tab < end));
  if (wrong === undefined) return undefined;
  const place = placeAt(source, wrong, wrong + 1);
  return diagnostic("CR103", "Helm takes no tab here", { place, help: "indent with spaces" });
}
