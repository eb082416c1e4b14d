import type { Rule } from "./model.ts";

export const trailingSpaces: Rule = ({ lines }, _options, say) => {
  for (const [index, line] of lines.entries()) {
    const kept = line.replace(/[ \t]+$/, "");
    if (kept !== line) say({ line: index + 1, column: kept.length + 1 }, "trailing spaces");
  }
};

export const newLineAtEndOfFile: Rule = ({ text, lines }, _options, say) => {
  if (text !== "" && !text.endsWith("\n"))
    say(
      { line: lines.length, column: (lines.at(-1) as string).length + 1 },
      "no new line character at the end of file",
    );
};

/** The first line's end speaks for all, as in yamllint. */
export const newLines: Rule = ({ text, lines }, options, say) => {
  const at = text.indexOf("\n");
  if (at === -1) return;
  const dos = text[at - 1] === "\r";
  if (dos === (options.type === "dos")) return;
  say(
    { line: 1, column: (lines[0] as string).length + 1 },
    `wrong new line character: expected ${dos ? "\\n" : "\\r\\n"}`,
  );
};

export const emptyLines: Rule = ({ text, lines }, options, say) => {
  if (/^\r?\n$/.test(text)) return; // an empty file that ends its line
  const all = text.endsWith("\n") ? lines.slice(0, -1) : lines;
  let blank = 0;
  for (const [index, line] of all.entries()) {
    blank = line === "" ? blank + 1 : 0;
    const ends = index === all.length - 1;
    if (blank === 0 || (!ends && all[index + 1] === "")) continue;
    const starts = index + 1 === blank;
    const max = options[ends ? "max-end" : starts ? "max-start" : "max"] as number;
    if (blank > max) say({ line: index + 1, column: 1 }, `too many blank lines (${blank} > ${max})`);
  }
};

export const lineLength: Rule = ({ lines }, options, say) => {
  const max = options.max as number;
  const mappings = options["allow-non-breakable-inline-mappings"] === true;
  for (const [index, line] of lines.entries()) {
    const length = [...line].length;
    if (length <= max) continue;
    if (options["allow-non-breakable-words"] === true || mappings) {
      const words = line.replace(/^ *(?:#+ ?|- +)?/, "").trimStart();
      if (!words.includes(" ")) continue;
      if (mappings && !/^ *#/.test(line) && /^[^\s{["'][^:]*: +[^\s]+$/.test(words)) continue;
    }
    say({ line: index + 1, column: max + 1 }, `line too long (${length} > ${max} characters)`);
  }
};
