import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../rig.ts";
import { commandLines } from "./command-lines.ts";

/** A line of a page that somebody types against a cluster. */
export interface ClusterLine {
  readonly page: string;
  readonly line: string;
  /** It stands between backticks in the text, not in a block. */
  readonly spoken: boolean;
}

const TYPED = /^(?:kubectl|helm -n|psql|pg_restore)\s/;
const SPOKEN = /`((?:kubectl |helm (?:-n|rollback|history) |rpc '|select |show )[^`\n]*)`/g;

/** The lines of a page that act on a cluster or ask it: those of its blocks and those named in its text, as they stand. */
export function clusterLines(
  page: string,
  text = readFileSync(path.join(projectRoot, page), "utf8"),
): ClusterLine[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ""));
  const spoken = prose
    .split("\n")
    .filter((line) => !line.startsWith("    "))
    .flatMap((line) => [...line.matchAll(SPOKEN)].map((one) => one[1] as string));
  return [
    ...commandLines(page, text)
      .filter(({ line }) => TYPED.test(line))
      .map(({ line }) => ({ page, line, spoken: false })),
    ...spoken.map((line) => ({ page, line, spoken: true })),
  ];
}

/** A word in capitals that no shell variable's `$` stands before, `<word>`, or a name of the reader's own. */
const PLACEHOLDER = /<\w+>|(?<![$\w])[A-Z]{3,}(?!\w)/g;
const VARIABLES = ["NS", "NAME"];

/**
 * The line with each placeholder replaced by the word for it; `words` are also texts such as `-n shop`. Throws where
 * one is left that nobody knows, or a shell variable that the runbooks' first line does not set.
 */
export function filled(line: string, words: Readonly<Record<string, string>>): string {
  const known = Object.keys(words)
    .sort((a, b) => b.length - a.length)
    .map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const one = new RegExp(`(?<![$\\w])(?:${known.join("|")})(?!\\w)`, "g");
  const left = line.replace(one, "");
  const unknown = [
    ...(left.match(PLACEHOLDER) ?? []),
    ...[...left.matchAll(/\$(\w+)/g)]
      .filter(([, name = ""]) => !VARIABLES.includes(name))
      .map(([all]) => all),
  ];
  if (unknown.length > 0) throw new Error(`${line}: what is ${unknown.join(", ")}?`);
  return line.replace(one, (word) => words[word] as string);
}
