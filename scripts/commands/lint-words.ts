import { parseArgs } from "node:util";
import { fail, ok, type Result } from "../core/result.ts";
import { type FailOn, failOnWords } from "./fail-on.ts";

/** What `lint` was asked for. */
export interface LintWords {
  /** Charts, or folders of charts, as they were typed. */
  readonly charts: readonly string[];
  /** Undefined: the real ct where it is there, else without it. */
  readonly way: "native" | "ct" | undefined;
  readonly all: boolean;
  readonly failOn: FailOn;
  readonly config?: string;
  readonly remote?: string;
  readonly targetBranch?: string;
}

const options = {
  native: { type: "boolean", default: false },
  ct: { type: "boolean", default: false },
  all: { type: "boolean", default: false },
  config: { type: "string" },
  remote: { type: "string" },
  "target-branch": { type: "string" },
  "fail-on": { type: "string", default: "error" },
} as const;

/** Reads the words behind `lint`; the error is one line. */
export function readLintWords(args: readonly string[]): Result<LintWords, string> {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const unknown = tokens.find((one) => one.kind === "option" && !Object.hasOwn(options, one.name));
  if (unknown) return fail(`\`lint\` does not take \`${args[unknown.index]}\``);
  try {
    const { values, positionals: charts } = parseArgs({ args: [...args], allowPositionals: true, options });
    const failOn = failOnWords.find((one) => one === values["fail-on"]);
    if (!failOn) return fail(`\`--fail-on\` is one of ${failOnWords.join(", ")}`);
    if (values.native && values.ct) return fail("`--native` and `--ct` are two different ways");
    if (values.all && charts.length > 0) return fail("`--all` and names of charts exclude each other");
    const { config, remote, "target-branch": targetBranch } = values;
    return ok({
      charts,
      way: values.native ? "native" : values.ct ? "ct" : undefined,
      all: values.all,
      failOn,
      ...(config !== undefined && { config }),
      ...(remote !== undefined && { remote }),
      ...(targetBranch !== undefined && { targetBranch }),
    });
  } catch (error) {
    return fail((error as Error).message.split(". ")[0] as string);
  }
}
