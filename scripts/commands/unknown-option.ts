/** Options that stand before or behind every verb. */
export const GLOBAL_OPTIONS: readonly string[] = [
  "--environment",
  "--file",
  "--format",
  "--kube-context",
  "--yes",
  "--verbose",
  "--help",
];

/** Verbs that hand options they do not know to helmfile or to a program. */
const PASSES_ON = new Set(["plan", "apply", "sync"]);

/** What is wrong with the options of a verb: one that its help does not name. */
export interface UnknownOption {
  readonly message: string;
  readonly help: string;
}

/**
 * The first option of a verb's words that its help does not name, as completion knows them too; what stands behind `--`
 * is somebody else's. Undefined where all are known.
 */
export async function unknownOption(
  verb: string,
  args: readonly string[],
  readHelp: () => Promise<{ readonly help: string }>,
): Promise<UnknownOption | undefined> {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const typed = own.filter((one) => /^--[a-z]/i.test(one));
  if (typed.length === 0 || PASSES_ON.has(verb)) return undefined;
  const known = optionsIn((await readHelp()).help);
  const unknown = typed.find((one) => !known.includes(nameOf(one)));
  if (unknown === undefined) return undefined;
  const { nearest } = await import("../core/nearest.ts");
  const near = nearest(nameOf(unknown), known);
  return {
    message: `\`${verb}\` does not take \`${unknown}\``,
    help: near === undefined ? `chartroom help ${verb}` : `did you mean \`${near}\`?`,
  };
}

/** The options that a help names, and those of every verb. */
export function optionsIn(help: string): readonly string[] {
  return [...GLOBAL_OPTIONS, ...(help.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? [])];
}

const nameOf = (option: string): string => option.split("=")[0] as string;
