import { comments, commentsIndentation } from "./comments.ts";
import { documentEnd, documentStart, keyDuplicates, truthy } from "./documents.ts";
import { indentation } from "./indentation.ts";
import { emptyLines, lineLength, newLineAtEndOfFile, newLines, trailingSpaces } from "./lines.ts";
import type { Rule, RuleOptions } from "./model.ts";
import { braces, brackets, colons, commas, hyphens } from "./spaces.ts";

const inside = {
  forbid: false,
  "min-spaces-inside": 0,
  "max-spaces-inside": 0,
  "min-spaces-inside-empty": -1,
  "max-spaces-inside-empty": -1,
};

/** The rules that are checked here, with yamllint's names for them and for their options, and its defaults. */
export const rules: Readonly<Record<string, { readonly run: Rule; readonly defaults: RuleOptions }>> = {
  braces: { run: braces, defaults: inside },
  brackets: { run: brackets, defaults: inside },
  colons: { run: colons, defaults: { "max-spaces-before": 0, "max-spaces-after": 1 } },
  commas: { run: commas, defaults: { "max-spaces-before": 0, "min-spaces-after": 1, "max-spaces-after": 1 } },
  comments: {
    run: comments,
    defaults: { "require-starting-space": true, "ignore-shebangs": true, "min-spaces-from-content": 2 },
  },
  "comments-indentation": { run: commentsIndentation, defaults: {} },
  "document-end": { run: documentEnd, defaults: { present: true } },
  "document-start": { run: documentStart, defaults: { present: true } },
  "empty-lines": { run: emptyLines, defaults: { max: 2, "max-start": 0, "max-end": 0 } },
  hyphens: { run: hyphens, defaults: { "max-spaces-after": 1 } },
  indentation: {
    run: indentation,
    defaults: { spaces: "consistent", "indent-sequences": true, "check-multi-line-strings": false },
  },
  "key-duplicates": { run: keyDuplicates, defaults: { "forbid-duplicated-merge-keys": false } },
  "line-length": {
    run: lineLength,
    defaults: { max: 80, "allow-non-breakable-words": true, "allow-non-breakable-inline-mappings": false },
  },
  "new-line-at-end-of-file": { run: newLineAtEndOfFile, defaults: {} },
  "new-lines": { run: newLines, defaults: { type: "unix" } },
  "trailing-spaces": { run: trailingSpaces, defaults: {} },
  truthy: { run: truthy, defaults: { "allowed-values": ["true", "false"], "check-keys": true } },
};
