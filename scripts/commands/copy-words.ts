import { fail, ok, type Result } from "../core/result.ts";
import { type FailOn, failOnWords } from "./fail-on.ts";

/** What `copy` was asked for. */
export type CopyWords =
  | {
      readonly mode: "copy";
      readonly names: readonly string[];
      readonly adopt: boolean;
      /** The files around the charts as well. */
      readonly kit: boolean;
      /** A branch, tag or commit of sources in git that name none. */
      readonly ref?: string;
    }
  | { readonly mode: "check"; readonly failOn: FailOn }
  | { readonly mode: "diff"; readonly names: readonly string[] }
  | {
      readonly mode: "update";
      readonly names: readonly string[];
      readonly dry: boolean;
      /** A branch, tag or commit to take in place of the one in the lock. */
      readonly ref?: string;
    };

const MODES = ["--check", "--diff", "--update"] as const;

/** Reads the words behind `copy`; the error is one line. */
export function readCopyWords(args: readonly string[]): Result<CopyWords, string> {
  const names: string[] = [];
  const flags = new Set<string>();
  let failOn: FailOn = "error";
  let ref: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === "--fail-on" || word.startsWith("--fail-on=")) {
      const value = word === "--fail-on" ? args[++at] : word.slice("--fail-on=".length);
      const known = failOnWords.find((one) => one === value);
      if (!known) return fail(`\`--fail-on\` is one of ${failOnWords.join(", ")}`);
      failOn = known;
    } else if (word === "--ref" || word.startsWith("--ref=")) {
      ref = word === "--ref" ? args[++at] : word.slice("--ref=".length);
      if (ref === undefined || !isRef(ref)) return fail("`--ref` takes a branch, a tag or a commit");
      flags.add("--ref");
    } else if (word.startsWith("-")) flags.add(word);
    else names.push(word);
  }
  const modes = MODES.filter((one) => flags.has(one));
  if (modes.length > 1) return fail(`${modes.join(" and ")} are two different things`);
  const [mode] = modes;
  const allowed =
    mode === "--update"
      ? [mode, "--dry-run", "--ref"]
      : mode === undefined
        ? ["--adopt", "--kit", "--ref"]
        : [mode];
  const unknown = [...flags].find((one) => !allowed.includes(one));
  if (unknown !== undefined) return fail(`\`copy${mode ? ` ${mode}` : ""}\` does not take \`${unknown}\``);
  switch (mode) {
    case "--check":
      return names.length === 0 ? ok({ mode: "check", failOn }) : fail("`copy --check` checks all copies");
    case "--diff":
      return ok({ mode: "diff", names });
    case "--update":
      return ok({ mode: "update", names, dry: flags.has("--dry-run"), ...(ref !== undefined && { ref }) });
    default:
      if (flags.has("--kit") && names.length === 0)
        return fail("`copy --kit` takes the folder that charts go to");
      return names.length < 2 && !flags.has("--kit")
        ? fail("`copy` takes charts and the folder that they go to")
        : ok({
            mode: "copy",
            names,
            adopt: flags.has("--adopt"),
            kit: flags.has("--kit"),
            ...(ref !== undefined && { ref }),
          });
  }
}

/** No option of git, and nothing that would end the ref within a source (`#REF:PATH`). */
const isRef = (word: string): boolean => /^[^-:#\s][^:#\s]*$/.test(word);
