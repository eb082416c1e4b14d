import type { Node } from "../../templates/nodes.ts";
import { parsedTemplate } from "../../templates/parsed.ts";
import { everyNode } from "../../templates/visit.ts";

/** What a mark looks like in YAML: a comment line of its own, above the line that it stands for. */
export const MARK = /^[ \t]*#chartroom:(\d+)[ \t]*$/;

/** A line that begins with a key or with a dash, where a comment line above it says the same YAML. */
const ENTRY = /^[ \t]*(?:- |(?:"[^"\n]*"|'[^'\n]*'|[\w./$-]+|\{\{[^{}\n]*\}\})[ \t]*:(?:[ \t]|$))/;
/** A line below which all that is deeper is text. */
const BLOCK_TEXT = /(?::|-)[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?$/;

/**
 * A template with a comment above each line that writes a key or a list's item. `mark` is told the offset of such a line
 * and gives the number for it. A template that cannot be parsed stays as it is.
 */
export function markTemplate(text: string, mark: (offset: number) => number): string {
  const read = parsedTemplate(text);
  if (!read.ok) return text;
  const nodes = [...everyNode(read.value)].filter((one) => one.kind !== "define" && one.kind !== "branch");
  const texts = nodes.filter((one) => one.kind === "text");
  const prints = new Map(nodes.filter((one) => one.kind === "print").map((one) => [one.start, one]));
  let made = "";
  let at = 0;
  for (const start of entryLines(text)) {
    const first = start + indentAt(text, start);
    if (!texts.some((one) => isWhole(one, start, first))) continue;
    if (text.startsWith("{{", first) && prints.get(first)?.trimLeft !== false) continue;
    made += `${text.slice(at, start)}${text.slice(start, first)}#chartroom:${mark(start)}\n`;
    at = start;
  }
  return made + text.slice(at);
}

/** How many blanks and tabs a line begins with. */
export function indentAt(text: string, start: number): number {
  return /^[ \t]*/.exec(text.slice(start, start + 500))?.[0].length ?? 0;
}

/** Whether the line's beginning is printed as it stands: no trim mark takes its line break or its indentation. */
export function isWhole({ start: from, end }: Node, start: number, first: number): boolean {
  return from <= Math.max(0, start - 1) && first <= end;
}

/** The offsets of lines that write an entry, those inside of block text left out. */
export function* entryLines(text: string): Generator<number> {
  let block: number | undefined;
  let start = 0;
  for (const line of text.split("\n")) {
    const width = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    const blank = line.trim() === "" || line.startsWith("{{", width);
    if (block !== undefined && !blank && width <= block) block = undefined;
    if (block === undefined && ENTRY.test(line)) yield start;
    if (block === undefined && BLOCK_TEXT.test(line)) block = width;
    start += line.length + 1;
  }
}
