import { lineText, type Place, type Source } from "../../core/source.ts";

/** How far a description may go; what is longer is a chapter, and stays in values.yaml. */
const LONGEST = 300;

/**
 * What the comment above a key says: as plain text, as helm-docs writes it (`# -- text`), or as readme-generator does
 * (`## @param a.b text`). Empty where the lines above say nothing about this key: code that is commented out, headings.
 */
export function commentAbove(source: Source, key: Place, path: readonly string[]): string {
  const param = paramsOf(source).get(path.join("."));
  if (param !== undefined) return shortened(param);
  const lines: string[] = [];
  for (let line = key.line - 1; line > 0; line -= 1) {
    const match = /^(\s*)#(.*)$/.exec(lineText(source, line));
    // A comment that begins elsewhere belongs to another key.
    if (!match || (match[1] as string).length !== key.column - 1) break;
    lines.unshift((match[2] as string).replace(/^#+/, "").trim());
  }
  const docs = lines.findLastIndex((one) => one.startsWith("-- "));
  const wanted = docs >= 0 ? lines.slice(docs).map((one) => one.replace(/^-- (?:\([^)]*\) )?/, "")) : lines;
  const text = wanted.filter((one) => one !== "" && !/^@\w+/.test(one) && !/^[-=*~#]{3,}/.test(one));
  // Values that somebody switched off are no description.
  if (text.some((one) => /^[\w.-]+:(?:\s|$)/.test(one) || /^- /.test(one)) && docs < 0)
    return shortened(
      text
        .slice(
          0,
          text.findIndex((one) => /^[\w.-]+:(?:\s|$)|^- /.test(one)),
        )
        .join(" "),
    );
  return shortened(text.join(" "));
}

const params = new WeakMap<Source, ReadonlyMap<string, string>>();

/** `## @param image.tag [nullable] Text`: by path, as bitnami's charts have it. */
function paramsOf(source: Source): ReadonlyMap<string, string> {
  let known = params.get(source);
  if (!known) {
    const lines = source.text.matchAll(/^\s*##?\s*@param\s+(\S+)\s+(?:\[[^\]]*\]\s*)?(.*)$/gm);
    known = new Map([...lines].map((one) => [one[1] as string, (one[2] as string).trim()]));
    params.set(source, known);
  }
  return known;
}

function shortened(text: string): string {
  const whole = text.replace(/\s+/g, " ").trim();
  if (whole.length <= LONGEST) return whole;
  const sentence = whole.lastIndexOf(". ", LONGEST);
  return sentence > 0
    ? whole.slice(0, sentence + 1)
    : `${whole.slice(0, whole.lastIndexOf(" ", LONGEST))} ...`;
}
