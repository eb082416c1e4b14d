import { type Document, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { ValuePath } from "../../core/json.ts";
import { Recent } from "../../core/recent.ts";
import { MARK } from "./mark-template.ts";

/** The mark above what is written at a path of a document, or above what it stands in. */
export interface FoundMark {
  readonly mark: number;
  /** How many steps of the path lead to the entry that the marked line writes. */
  readonly depth: number;
}

const READING = { uniqueKeys: false, logLevel: "silent", prettyErrors: false } as const;

/** Many an object is the same in each environment; what is made of a text takes some sixty times its room. */
const documents = new Recent<Document>(250_000);

/** A marked document, read for several questions. */
export function markedDocument(text: string): (path: ValuePath) => FoundMark | undefined {
  return (path) => {
    let found: FoundMark | undefined;
    for (const [at, offset] of offsetsAlong(text, path).entries()) {
      const mark = markAbove(text, offset);
      if (mark !== undefined) found = { mark, depth: at + 1 };
    }
    return found;
  };
}

/** Where the keys and items on the way to a path of a document begin, as far as they are written there. */
export function offsetsAlong(text: string, path: ValuePath): number[] {
  const document = documents.get(text, () => parseDocument(text, READING) as Document);
  const offsets: number[] = [];
  let node: unknown = document.contents;
  for (const step of path) {
    let offset: number | undefined;
    if (isMap(node)) {
      // The last of duplicate keys is the one that counts.
      const pair = node.items.findLast(
        (one) => isScalar(one.key) && String(one.key.source ?? one.key.value) === String(step),
      );
      offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
      node = pair?.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)];
      offset = (item as { range?: [number, number, number] | null } | undefined)?.range?.[0];
      node = item;
    }
    if (offset === undefined) break;
    offsets.push(offset);
  }
  return offsets;
}

function markAbove(text: string, offset: number): number | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  if (start === 0) return undefined;
  const above = text.slice(text.lastIndexOf("\n", start - 2) + 1, start - 1);
  const mark = MARK.exec(above)?.[1];
  return mark === undefined ? undefined : Number(mark);
}
