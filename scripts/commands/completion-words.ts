import { readArguments } from "../arguments.ts";
import { formats } from "../report/formats.ts";
import { failOnWords } from "./fail-on.ts";
import { commands } from "./index.ts";
import { GLOBAL_OPTIONS, optionsIn } from "./unknown-option.ts";

/**
 * What the last of these words can become; the others stand before it, without `chartroom`. None where a file, or a word
 * that nobody can know, belongs there. Options and words of a verb are those that its help names. A person waits for this
 * at each press of the tab key: what only some answers need is loaded for those.
 */
export async function candidatesFor(words: readonly string[], cwd: string): Promise<string[]> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const found = await possible(before, typed, cwd);
  return [...new Set(found)].filter((one) => one.startsWith(typed)).sort();
}

async function possible(before: readonly string[], typed: string, cwd: string): Promise<readonly string[]> {
  switch (before.at(-1)) {
    case "-e":
    case "--environment":
      return environments(cwd);
    case "--format":
      return formats;
    case "--fail-on":
      return failOnWords;
    case "--bump":
      return ["patch", "minor", "major"];
  }
  const read = readArguments(before);
  const verb = read.ok ? read.value.verb : undefined;
  if (verb === undefined)
    return typed.startsWith("-") ? [...GLOBAL_OPTIONS, "--version"] : Object.keys(commands);
  const entry = commands[verb];
  if (entry === undefined) return [];
  const { help } = await entry.help();
  if (typed.startsWith("-")) return optionsIn(help);
  const args = read.ok ? read.value.args.filter((one) => !one.startsWith("-")) : [];
  if (verb === "help") return args.length === 0 ? Object.keys(commands) : [];
  if (verb === "explain")
    return args.length === 0 ? Object.keys((await import("../core/codes.ts")).codes) : [];
  if (verb === "tools" && args.length > 0) return (await import("../tools/pins.ts")).toolNames;
  return args.length === 0 ? subWords(verb, help) : [];
}

/** `init|edit` or `up` behind the verb in the lines of a help's usage. */
function subWords(verb: string, help: string): string[] {
  const usage = help.split("\n\n")[0] ?? "";
  const pattern = new RegExp(`chartroom (?:\\[?-e [A-Z]+\\]?(?:\\.\\.\\.)? )?${verb} ([a-z][a-z|-]*)`, "g");
  return [...usage.matchAll(pattern)].flatMap((one) => (one[1] as string).split("|"));
}

async function environments(cwd: string): Promise<readonly string[]> {
  const [{ findHelmfile }, { listEnvironments }] = await Promise.all([
    import("../environment/find.ts"),
    import("../environment/list.ts"),
  ]);
  const found = findHelmfile(cwd);
  const listed = found.ok ? await listEnvironments(found.value) : found;
  return listed.ok ? listed.value : [];
}
