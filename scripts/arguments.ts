import type { Diagnostic } from "./core/diagnostic.ts";
import { fail, ok, type Result } from "./core/result.ts";
import { type Format, formats } from "./report/formats.ts";

/** The command line, split at the verb. */
export interface Arguments {
  readonly verb: string | undefined;
  /** `-e`, as often as it was given; empty when it was not. */
  readonly environments: readonly string[];
  /** `-f`/`--file`: another helmfile than the one found upwards from the working directory. */
  readonly file?: string;
  /** The values of `-f` behind the verb, each of them: for `check CHART` they are values files. */
  readonly filesAfterVerb: readonly string[];
  readonly format: Format;
  readonly verbose: boolean;
  readonly yes: boolean;
  readonly help: boolean;
  readonly version: boolean;
  readonly kubeContext?: string;
  /** `-l`/`--selector`, `-n`/`--namespace` and the like, handed to helmfile as they were given, before the verb. */
  readonly helmfileOptions: readonly string[];
  /** The words after the verb that chartroom's own options did not take. */
  readonly args: readonly string[];
}

/** helmfile's global options that take a value: needed to find the verb, which is the first word that is no option. */
const HELMFILE_VALUED = new Set([
  "-b",
  "--helm-binary",
  "-k",
  "--kustomize-binary",
  "-n",
  "--namespace",
  "-c",
  "--chart",
  "-l",
  "--selector",
  "--state-values-set",
  "--state-values-set-string",
  "--state-values-file",
  "--log-level",
  "--kubeconfig",
]);

/**
 * Reads argv in helmfile's word order: global options, verb, the verb's own words. chartroom's options may also stand
 * after the verb, except that everything after `--` is left as it is. `node:util` parseArgs is no help here: words that
 * are not ours must reach helmfile exactly as they were typed.
 */
export function readArguments(argv: readonly string[]): Result<Arguments> {
  const state = {
    verb: undefined as string | undefined,
    environments: [] as string[],
    file: undefined as string | undefined,
    filesAfterVerb: [] as string[],
    format: "pretty" as Format,
    verbose: false,
    yes: false,
    help: false,
    version: false,
    kubeContext: undefined as string | undefined,
    helmfileOptions: [] as string[],
    args: [] as string[],
  };
  const words = [...argv];
  while (words.length > 0) {
    const word = words.shift() as string;
    if (word === "--") {
      state.args.push(word, ...words);
      break;
    }
    const [name, inline] = splitOption(word);
    const take = () => inline ?? words.shift();
    switch (name) {
      case "-e":
      case "--environment": {
        const value = take();
        if (!value || value.startsWith("-")) return missing(name, "an environment: `-e staging`");
        state.environments.push(...value.split(",").filter((one) => one !== ""));
        continue;
      }
      case "-f":
      case "--file": {
        const value = take();
        if (!value) return missing(name, "a helmfile: `-f deploy/helmfile.yaml`");
        state.file = value;
        if (name === "-f" && state.verb !== undefined) state.filesAfterVerb.push(value);
        continue;
      }
      case "--format": {
        const value = take();
        const format = formats.find((one) => one === value);
        if (!format) return missing(name, `one of ${formats.join(", ")}`);
        state.format = format;
        continue;
      }
      case "--kube-context": {
        const value = take();
        if (!value) return missing(name, "a context of your kubeconfig");
        state.kubeContext = value;
        continue;
      }
      case "--verbose":
        state.verbose = true;
        continue;
      case "--yes":
      case "-y":
        state.yes = true;
        continue;
      case "--help":
      case "-h":
        state.help = true;
        continue;
      case "--version":
        if (state.verb === undefined) {
          state.version = true;
          continue;
        }
    }
    if (state.verb !== undefined) state.args.push(word);
    else if (!word.startsWith("-")) state.verb = word;
    else {
      state.helmfileOptions.push(word);
      if (HELMFILE_VALUED.has(name) && inline === undefined && words.length > 0)
        state.helmfileOptions.push(words.shift() as string);
    }
  }
  const { file, kubeContext, ...rest } = state;
  return ok({
    ...rest,
    ...(file !== undefined && { file }),
    ...(kubeContext !== undefined && { kubeContext }),
  });
}

/** `--name=value` in two; a short option or a plain word stays whole. */
function splitOption(word: string): [string, string | undefined] {
  const equals = word.indexOf("=");
  return word.startsWith("--") && equals !== -1
    ? [word.slice(0, equals), word.slice(equals + 1)]
    : [word, undefined];
}

function missing(option: string, what: string): Result<Arguments> {
  // Written out: the table of codes, which others look severities up in, would be loaded in every run for this alone.
  const wrong: Diagnostic = {
    code: "CR001",
    severity: "error",
    message: `\`${option}\` needs ${what}`,
    labels: [],
    help: "`chartroom help` lists the options",
  };
  return fail([wrong]);
}
