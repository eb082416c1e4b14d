import { type JsonObject, type ValuePath, valueAt } from "../../core/json.ts";
import { Recent } from "../../core/recent.ts";
import { makeSource, type Source } from "../../core/source.ts";
import type { MergedMap } from "../../merge/model.ts";
import type { Manifest, Rendered } from "../../render/model.ts";
import type { Node } from "../../templates/nodes.ts";
import { parsedTemplate } from "../../templates/parsed.ts";
import { offsetsAlong } from "./find-mark.ts";
import { type Located, locatedAt, type TemplateLine } from "./located.ts";
import { entryLines, indentAt, isWhole } from "./mark-template.ts";

/** A chart's own template, as far as its path in a render goes: `phoenix/templates/deployment.yaml`. */
const OWN_TEMPLATE = /^[^/]+\/templates\/.*\.ya?ml$/;

/** A line that a template prints whenever it prints anything. */
interface CertainLine extends TemplateLine {
  /** What the line begins with, whatever the values are. */
  readonly begins: string;
  /** It ends there. */
  readonly whole: boolean;
}

interface Asked {
  readonly rendered: Rendered;
  readonly manifest: Manifest;
  readonly template: { readonly file: string; readonly text: string };
  readonly values: MergedMap | undefined;
}

/**
 * The template's line that wrote what stands at a path of an object, told without rendering again: a line outside of
 * loops and choices is printed whenever its file prints anything, and where the only document of the file has a single
 * line that begins like it, that is this one. Undefined where it takes marks to tell (locator.ts).
 */
export function certainlyLocated(
  { rendered, manifest, template, values }: Asked,
  path: ValuePath,
): Located | undefined {
  if (!OWN_TEMPLATE.test(manifest.template) || !isAlone(rendered.text, manifest.template)) return undefined;
  const lines = certainLines(template);
  if (lines.length === 0) return undefined;
  const written = writtenAt(manifest, path);
  if (!written) return undefined;
  const found = lines.filter((one) => isBeginning(one, written.line));
  const [line] = found;
  if (!line || found.length > 1) return undefined;
  const alike = manifest.text.split("\n").filter((one) => isBeginning(line, one));
  return alike.length === 1 ? locatedAt(line, path, written.depth, manifest.object, values) : undefined;
}

/** Each document of a render says which template it comes from. */
function isAlone(text: string, template: string): boolean {
  const said = `# Source: ${template}\n`;
  const first = text.indexOf(said);
  return first >= 0 && text.indexOf(said, first + said.length) < 0;
}

function isBeginning({ begins, whole }: CertainLine, line: string): boolean {
  return whole ? line.trimEnd() === begins : line.startsWith(begins);
}

/** A document's line that writes what stands at a path, or what that stands in. */
interface Written {
  readonly line: string;
  /** How many steps of the path lead to what the line writes. */
  readonly depth: number;
}

function writtenAt({ text, object }: Manifest, path: ValuePath): Written | undefined {
  const named = keyOnce(text, object, path);
  if (named) return named;
  const offsets = offsetsAlong(text, path);
  const offset = offsets.at(-1);
  return offset === undefined ? undefined : { line: lineAt(text, offset), depth: offsets.length };
}

/** A key that the text holds once stands there and nowhere else, unless it is written with escapes or comes of an alias. */
function keyOnce(text: string, object: JsonObject, path: ValuePath): Written | undefined {
  const depth = path.findIndex((_, at) => valueAt(object, path.slice(0, at + 1)) === undefined);
  const steps = depth < 0 ? path : path.slice(0, depth);
  const key = steps.at(-1);
  if (typeof key !== "string" || !/^[\w./-]+$/.test(key) || /[&\\]/.test(text)) return undefined;
  let found: number | undefined;
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    const after = text.slice(at + key.length, at + key.length + 80);
    if (/[\w./-]/.test(text[at - 1] ?? "") || /^[\w./-]/.test(after)) continue;
    if (found !== undefined || !/^["']?[ \t]*:/.test(after)) return undefined;
    found = at;
  }
  return found === undefined ? undefined : { line: lineAt(text, found), depth: steps.length };
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, end < 0 ? text.length : end);
}

/** What is made of a text takes some ten times its room. */
const recent = new Recent<readonly CertainLine[]>(512 * 1024);

function certainLines({ file, text }: { readonly file: string; readonly text: string }) {
  return recent.get(`${file}\n${text}`, () => {
    const read = parsedTemplate(text);
    // Helm leaves out documents whose hooks it does not know: of a file with several nobody can tell which are there.
    if (!read.ok || /\n---/.test(text.trimStart())) return [];
    const source = makeSource(file, text);
    const texts = certainTexts(read.value);
    return [...entryLines(text)].flatMap((start) => certainLine(source, start, texts) ?? []);
  });
}

function certainLine(source: Source, start: number, texts: readonly Node[]): CertainLine | undefined {
  const { text } = source;
  const first = start + indentAt(text, start);
  const within = texts.find((one) => isWhole(one, start, first));
  if (!within || within.end <= first) return undefined;
  const next = text.indexOf("\n", start);
  const end = next < 0 ? text.length : next;
  const whole = within.end > end || within.end === text.length;
  // Without blanks at its end: where nothing is printed after them, Helm may take them away.
  const begins = text.slice(start, Math.min(end, within.end)).trimEnd();
  return { source, offset: start, begins, whole };
}

/** The texts that are printed whenever anything is: those outside of branches, and in one that all else stands in. */
function certainTexts(nodes: readonly Node[]): Node[] {
  const printing = nodes.filter(isPrinting);
  const [only] = printing;
  const inside =
    printing.length === 1 && only?.kind === "branch" && only.word !== "range" && only.elseStart === undefined
      ? certainTexts(only.body)
      : [];
  return [...nodes.filter((one) => one.kind === "text"), ...inside];
}

function isPrinting(node: Node): boolean {
  if (node.kind === "text") return node.text.trim() !== "";
  if (node.kind === "print") return node.pipeline.variables.length === 0;
  return node.kind !== "comment" && !(node.kind === "define" && node.pipeline === undefined);
}
