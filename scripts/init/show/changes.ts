import { createTwoFilesPatch } from "diff";
import pc from "picocolors";
import type { ChartCopy } from "../charts.ts";
import type { Action, FileChange } from "../write/compare.ts";

const WORDS: Readonly<Record<Exclude<Action, "unchanged" | "refused">, string>> = {
  create: "new",
  update: "changed",
  replace: "replaced",
  mode: "executable",
  edited: "edited",
  own: "yours",
  conflict: "conflict",
  left: "left",
};

export interface ShowOptions {
  readonly color: boolean;
  /** New files with their whole text. */
  readonly whole: boolean;
}

/** The changes as text: a line for each, with a unified diff where a text that is there would change. */
export function showChanges(
  changes: readonly FileChange[],
  charts: readonly ChartCopy[],
  { color, whole }: ShowOptions,
): string {
  const colors = pc.createColors(color);
  const tints: Record<string, (text: string) => string> = {
    create: colors.green,
    update: colors.yellow,
    replace: colors.red,
    conflict: colors.red,
  };
  const lines: string[] = [];
  for (const change of changes) {
    const { path, action } = change;
    if (action === "unchanged" || action === "refused") continue;
    lines.push(`${(tints[action] ?? colors.dim)(WORDS[action].padEnd(10))}  ${path}${remark(change)}`);
    if (["update", "replace", "conflict"].includes(action) || (action === "create" && whole)) {
      lines.push(...patch(change).map((line) => tinted(line, colors)));
    }
  }
  for (const { folder, action, files } of charts) {
    if (action === "create") lines.push(`${colors.green("new".padEnd(10))}  ${folder}/  ${files} files`);
    if (action === "own")
      lines.push(`${colors.dim("yours".padEnd(10))}  ${folder}/  was there before init and stays`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

function remark({ action, after, executable }: FileChange): string {
  const count = after === "" ? 0 : after.split("\n").length - (after.endsWith("\n") ? 1 : 0);
  switch (action) {
    case "create":
      return `  ${count} line${count === 1 ? "" : "s"}${executable ? ", executable" : ""}`;
    case "replace":
      return "  your text goes: --force";
    case "edited":
      return "  as you edited it; nothing new";
    case "own":
      return "  was there before init and stays; --force replaces it";
    case "left":
      return "  init has no use for it any more: delete it, unless you have";
    case "conflict":
      return "  edited by you, and new in chartroom: yours stays";
    default:
      return "";
  }
}

/** A unified diff without the header that only patch needs. */
function patch({ path, before, after }: FileChange): string[] {
  const text = createTwoFilesPatch(path, path, before ?? "", after, undefined, undefined, { context: 3 });
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.startsWith("@@"));
  return first === -1
    ? []
    : lines.slice(first, lines.at(-1) === "" ? -1 : undefined).map((line) => `  ${line}`);
}

function tinted(line: string, colors: ReturnType<typeof pc.createColors>): string {
  const mark = line[2];
  return mark === "+"
    ? colors.green(line)
    : mark === "-"
      ? colors.red(line)
      : mark === "@"
        ? colors.cyan(line)
        : line;
}
