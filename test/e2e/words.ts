/** What the command line of a run says. */
export interface Words {
  readonly kept: boolean;
  readonly short: boolean;
  /** The name of a context; true: the current one. */
  readonly context?: string | true;
  /** The archive of the images, made elsewhere. */
  readonly images?: string;
  /** The command that loads an archive into the cluster of a context. */
  readonly load?: string;
  /** Where the images are to be written to, and nothing else to be done. */
  readonly save?: string;
  /** Parts of scenarios' names. */
  readonly wanted: readonly string[];
}

const withValue = ["--context", "--images", "--load", "--save-images"];
const alone = ["--kept", "--ci"];

/** Reads a command line; throws with what is wrong in it. A bare `--context` stands last or before another option. */
export function readWords(argv: readonly string[]): Words {
  const values = new Map<string, string | true>();
  const wanted: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] as string;
    if (!word.startsWith("--")) {
      wanted.push(word);
      continue;
    }
    if (![...withValue, ...alone].includes(word)) throw new Error(`there is no option ${word}`);
    const next = argv[index + 1];
    const value = withValue.includes(word) && next !== undefined && !next.startsWith("--") ? next : undefined;
    if (value !== undefined) index += 1;
    else if (withValue.includes(word) && word !== "--context") throw new Error(`${word} what?`);
    values.set(word, value ?? true);
  }
  const text = (name: string) => values.get(name) as string | undefined;
  const [context, images, load, save] = [
    values.get("--context"),
    text("--images"),
    text("--load"),
    text("--save-images"),
  ];
  if (context === undefined && (images ?? load) !== undefined)
    throw new Error("--images and --load are for a cluster that is there already: --context");
  if (context !== undefined && values.has("--kept"))
    throw new Error("--kept is one cluster, --context another");
  return {
    kept: values.has("--kept"),
    short: values.has("--ci"),
    ...(context !== undefined && { context }),
    ...(images !== undefined && { images }),
    ...(load !== undefined && { load }),
    ...(save !== undefined && { save }),
    wanted,
  };
}
