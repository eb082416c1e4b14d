import path from "node:path";
import { filesBelow, readIfThere } from "../core/files.ts";
import { makeSource, type Place, placeAt } from "../core/source.ts";

/** As many characters of a message must stand in a template, and as few lines may have them: one. */
const LEAST = 16;

/**
 * The line of a chart's templates that wrote a line of a message (of `fail`, or of `required`), where just one can have:
 * Helm names only the outermost file. What actions or `printf` put in between may be anything. `root` is the folder that
 * places are relative to.
 */
export function saidBy(message: string, chartPath: string, root: string): Place | undefined {
  const found: Place[] = [];
  for (const name of filesBelow(path.join(chartPath, "templates"))) {
    const absolute = path.join(chartPath, "templates", name);
    const file = path.relative(root, absolute).split(path.sep).join("/");
    const text = readIfThere(absolute);
    if (text === undefined) continue;
    const source = makeSource(file, text);
    for (const [at, start] of source.lineStarts.entries()) {
      const line = text.slice(start, source.lineStarts[at + 1] ?? text.length).trimEnd();
      if (!writes(line, message)) continue;
      const indent = line.length - line.trimStart().length;
      found.push(placeAt(source, start + indent, start + line.length));
    }
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Whether a line of a template, or a text in one of its actions, can have become the whole message. */
function writes(line: string, message: string): boolean {
  const texts = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`/g)].map((one) =>
    unescaped(one[1] ?? one[2] ?? ""),
  );
  return (
    fits(line.trim().split(/\{\{[^}]*(?:\}[^}]+)*\}\}/), message) ||
    texts.some((text) => fits(text.split(/%[-+#0-9.]*[a-zA-Z]/), message))
  );
}

/** The pieces come in the message one after the other, at its very start and end, and are most of what says something. */
function fits(pieces: readonly string[], message: string): boolean {
  if (pieces.reduce((sum, one) => sum + one.trim().length, 0) < Math.min(LEAST, message.length)) return false;
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  if (!message.startsWith(first) || !message.endsWith(last)) return false;
  if (pieces.length === 1) return message === first;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = message.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return from <= message.length - last.length;
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, "$1").replaceAll("\\n", "\n");
}
