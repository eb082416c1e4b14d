import { parseArgs } from "node:util";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { kubeVersionProblem } from "./check-for.ts";
import type { Invocation } from "./command.ts";
import { type FailOn, failOnWords } from "./fail-on.ts";

/** What `chartroom check` was asked for. A new option is one line of `checkOptions`, one field here, one line of the help. */
export interface CheckWords {
  /** Charts to check alone, as they were typed; empty when environments are checked. */
  readonly charts: readonly string[];
  /** Values files for the charts, as they were typed, the last one the strongest. */
  readonly values: readonly string[];
  readonly cluster: boolean;
  readonly failOn: FailOn;
  readonly baseline?: string;
  readonly updateBaseline: boolean;
  /** Say how many references of the templates are typed. */
  readonly stats: boolean;
  /** The Kubernetes version to render and check for. */
  readonly kubeVersion?: string;
  /** A folder of further schemas, as it was typed. */
  readonly schemas?: string;
  /** Ask helmfile, render and check anew, whatever was kept of runs before. */
  readonly noCache: boolean;
}

/** The options of `check`, as `parseArgs` takes them; the help names each. */
export const checkOptions = {
  cluster: { type: "boolean", default: false },
  values: { type: "string", multiple: true, default: [] as string[] },
  "fail-on": { type: "string", default: "error" },
  baseline: { type: "string" },
  "update-baseline": { type: "boolean", default: false },
  stats: { type: "boolean", default: false },
  "kube-version": { type: "string" },
  schemas: { type: "string" },
  "no-cache": { type: "boolean", default: false },
} as const;

type Asked = Pick<Invocation, "args" | "environments" | "file" | "filesAfterVerb" | "helmfileOptions">;

/** Reads the words after `check`; a wrong one, or two that contradict each other, is a CR001 finding. */
export function readCheckWords(asked: Asked): Result<CheckWords> {
  const { tokens } = parseArgs({ args: [...asked.args], options: checkOptions, strict: false, tokens: true });
  const unknown = tokens.find((one) => one.kind === "option" && !Object.hasOwn(checkOptions, one.name));
  if (unknown) return wrong(`\`check\` does not take \`${asked.args[unknown.index]}\``);
  try {
    const { values: read, positionals: charts } = parseArgs({
      args: [...asked.args],
      allowPositionals: true,
      options: checkOptions,
    });
    const failOn = failOnWords.find((one) => one === read["fail-on"]);
    if (!failOn) return wrong(`--fail-on is one of ${failOnWords.join(", ")}, not ${read["fail-on"]}`);
    const { cluster, baseline, stats, "update-baseline": updateBaseline } = read;
    const { "kube-version": kubeVersion, "no-cache": noCache, schemas } = read;
    const wrongVersion = kubeVersion === undefined ? undefined : kubeVersionProblem(kubeVersion);
    if (wrongVersion !== undefined) return wrong(wrongVersion);
    if (updateBaseline && baseline === undefined)
      return wrong("--update-baseline needs the file", "chartroom check --baseline FILE --update-baseline");
    const values = charts.length > 0 ? [...asked.filesAfterVerb, ...read.values] : read.values;
    const problem = charts.length > 0 ? aloneProblem(charts, asked, read) : togetherProblem(values);
    if (problem) return problem;
    return ok({
      charts,
      values,
      cluster,
      failOn,
      updateBaseline,
      stats,
      noCache,
      ...(baseline !== undefined && { baseline }),
      ...(kubeVersion !== undefined && { kubeVersion }),
      ...(schemas !== undefined && { schemas }),
    });
  } catch (error) {
    return wrong((error as Error).message.split(". ")[0] as string);
  }
}

/** What makes no sense beside a chart that is checked alone. */
function aloneProblem(
  [chart]: readonly string[],
  { environments: [environment], file, filesAfterVerb, helmfileOptions: [option] }: Asked,
  { cluster, values }: { readonly cluster: boolean; readonly values: readonly string[] },
): Result<never> | undefined {
  const example = `chartroom check ${chart}`;
  if (environment !== undefined)
    return wrong(
      `a chart alone is checked without an environment: \`-e ${environment}\` and \`${chart}\` exclude each other`,
      `${example}, or chartroom -e ${environment} check`,
    );
  if (cluster) return wrong("--cluster asks for the last release, and a chart alone has none", example);
  if (file !== undefined && filesAfterVerb.length === 0)
    return wrong(
      `a chart alone is checked without a helmfile: \`${file}\` is not read`,
      `${example} -f VALUES for a values file`,
    );
  if (option !== undefined)
    return wrong(`\`${option}\` is an option of helmfile, and a chart alone is checked without it`, example);
  if (filesAfterVerb.length > 0 && values.length > 0)
    return wrong("-f and --values are one option, and their order counts: write all of them with -f");
  return undefined;
}

function togetherProblem(values: readonly string[]): Result<never> | undefined {
  if (values.length === 0) return undefined;
  return wrong("--values is for a chart alone; an environment's values files stand in the helmfile");
}

function wrong(message: string, help = "chartroom help check"): Result<never> {
  return fail([diagnostic("CR001", message, { help })]);
}
