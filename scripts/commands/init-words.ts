import { parseArgs } from "node:util";
import { diagnostic } from "../core/diagnostic.ts";
import { nearest } from "../core/nearest.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { type OwnChoices, problems, type Shared } from "../init/choices.ts";
import type { Clustering } from "../init/project.ts";
import type { Stated } from "../init/read/read.ts";
import type { Edited } from "../init/write/compare.ts";
import type { Invocation } from "./command.ts";

/** What `chartroom init phoenix` was asked for. */
export interface InitWords {
  /** As it was typed. */
  readonly directory: string;
  readonly environments: readonly string[];
  /** What an environment has of its own, of those that are named. */
  readonly own: Omit<OwnChoices, "name">;
  readonly shared: Shared;
  readonly stated: Stated;
  readonly edited: Edited;
  readonly dryRun: boolean;
  /** Show new files whole. */
  readonly whole: boolean;
  /** Ask mix where it is there. */
  readonly mix: boolean;
  readonly keyFile?: string;
}

/** The options of `init phoenix`, as `parseArgs` takes them; docs/init.md and the help name each. */
export const initOptions = {
  namespace: { type: "string" },
  host: { type: "string" },
  image: { type: "string" },
  port: { type: "string" },
  clustering: { type: "string" },
  app: { type: "string" },
  release: { type: "string" },
  assets: { type: "string" },
  elixir: { type: "string" },
  otp: { type: "string" },
  "key-file": { type: "string" },
  force: { type: "boolean", default: false },
  keep: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  diff: { type: "boolean", default: false },
  "no-mix": { type: "boolean", default: false },
} as const;

type Asked = Pick<
  Invocation,
  "args" | "environments" | "file" | "kubeContext" | "verbose" | "helmfileOptions"
>;

/** Reads the words after `init`; a wrong one, or two that contradict each other, is a CR001 finding. */
export function readInitWords(asked: Asked): Result<InitWords> {
  const [kind, ...args] = asked.args;
  if (kind !== "phoenix") {
    return wrong(
      kind === undefined
        ? "`init` needs to know of what: `phoenix`"
        : `\`init\` knows \`phoenix\`, not \`${kind}\``,
    );
  }
  const [global] = asked.helmfileOptions;
  if (global !== undefined) return wrong(`\`${global}\` stands before \`init\`, where it is helmfile's`);
  if (asked.file !== undefined) return wrong("`init` does not take `--file`");
  const { tokens } = parseArgs({ args, options: initOptions, strict: false, tokens: true });
  const unknown = tokens.find((one) => one.kind === "option" && !Object.hasOwn(initOptions, one.name));
  if (unknown?.kind === "option") {
    const near = nearest(unknown.name, Object.keys(initOptions));
    return wrong(`\`init\` does not take \`${args[unknown.index]}\``, near && `did you mean \`--${near}\`?`);
  }
  let read: ReturnType<typeof parsed>;
  try {
    read = parsed(args);
  } catch (error) {
    return wrong((error as Error).message.replace(/\. .*$/s, ""));
  }
  const { values, positionals } = read;
  if (positionals.length > 1) return wrong("`init phoenix` takes one folder");
  for (const [name, value] of [
    ...Object.entries(values),
    ...asked.environments.map((one) => ["environment", one] as const),
    ...(asked.kubeContext === undefined ? [] : [["context", asked.kubeContext] as const]),
  ]) {
    const problem = Object.hasOwn(problems, name)
      ? problems[name as "host"](String(value))
      : freeProblem(name, value);
    if (problem !== undefined) return wrong(`\`--${name}\` ${problem}, not \`${value}\``);
  }
  if (values.force && values.keep) return wrong("`--force` and `--keep` contradict each other");
  const { image, port, clustering, namespace, host, app, release, assets, elixir, otp } = values;
  return ok({
    directory: positionals[0] ?? ".",
    environments: [...new Set(asked.environments)],
    own: given({ context: asked.kubeContext, namespace, host }),
    shared: given({
      image,
      port: port === undefined ? undefined : Number(port),
      clustering: clustering as Clustering | undefined,
    }),
    stated: given({ app, release, assets, elixir, otp }),
    edited: values.force ? "force" : values.keep ? "keep" : "stop",
    dryRun: values["dry-run"],
    whole: values.diff || asked.verbose,
    mix: !values["no-mix"],
    ...given({ keyFile: values["key-file"] }),
  });
}

const parsed = (args: string[]) => parseArgs({ args, options: initOptions, allowPositionals: true });

/** What the flags that say what else would be found have to be. */
function freeProblem(name: string, value: string | boolean | undefined): string | undefined {
  if (name === "assets")
    return /^(esbuild|webpack|none)$/.test(String(value)) ? undefined : "is esbuild, webpack or none";
  if (name === "app" || name === "release")
    return /^[a-z][a-z0-9_]*$/.test(String(value)) ? undefined : "is a name as mix has it: my_shop";
  if (name === "elixir" || name === "otp")
    return /^\d+(\.\d+)+$/.test(String(value)) ? undefined : "is a version: 1.18.4 of Elixir, 27.3.4 of OTP";
  return value === "" ? "needs a value" : undefined;
}

/** The fields that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function wrong(message: string, help = "chartroom help init"): Result<InitWords> {
  return fail([diagnostic("CR001", message, { help })]);
}
