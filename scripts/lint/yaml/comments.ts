import type { Rule } from "./model.ts";
import { isBlank } from "./tokens.ts";

export const comments: Rule = (file, options, say) => {
  const { tokens, text } = file;
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "comment") continue;
    const before = tokens
      .slice(0, index)
      .reverse()
      .find((one) => !isBlank(one));
    const inline = before !== undefined && !text.slice(before.end - 1, token.start).includes("\n");
    const min = options["min-spaces-from-content"] as number;
    const at = file.at(token.start);
    if (inline && min !== -1 && token.start - before.end < min)
      say(at, `too few spaces before comment: expected ${min}`);
    const said = text.slice(token.start, token.end).replace(/\r$/, "");
    const marks = /^#+/.exec(said)?.[0].length ?? 0;
    if (options["require-starting-space"] !== true || marks === said.length || said[marks] === " ") continue;
    if (options["ignore-shebangs"] === true && token.start === 0 && said.startsWith("#!")) continue;
    say({ line: at.line, column: at.column + marks }, "missing starting space in comment");
  }
};

/**
 * A comment on a line of its own is indented as what follows it, or, where that is less deep, as the line before it; after
 * a comment that went back, none goes in again.
 */
export const commentsIndentation: Rule = (file, _options, say) => {
  const { tokens, text } = file;
  let previous = 1;
  for (const [index, token] of tokens.entries()) {
    const { line, column } = file.at(token.start);
    if (token.type !== "comment") {
      if (!isBlank(token)) previous = lineIndent(text, token.start) + 1;
      continue;
    }
    if (!/^ *$/.test(text.slice(text.lastIndexOf("\n", token.start - 1) + 1, token.start))) continue;
    const after = tokens.find((one, at) => at > index && !isBlank(one));
    const next = after ? file.at(after.start).column : 1;
    if (column !== next && (previous <= next || column !== previous))
      say({ line, column }, "comment not indented like content");
    previous = column;
  }
};

function lineIndent(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^ */.exec(text.slice(start))?.[0].length ?? 0;
}
