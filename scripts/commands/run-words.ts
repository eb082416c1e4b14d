import { parseArgs } from "node:util";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Task } from "../run/task.ts";

/** What `chartroom run` was asked for. */
export interface RunWords {
  readonly environment: string;
  readonly task: Task;
  readonly via: "job" | "exec";
  readonly detach: boolean;
  readonly release?: string;
  readonly hook?: string;
  readonly timeoutSeconds?: number;
}

/** Reads the words after `run`; a wrong one is a CR001 finding. */
export function readRunWords(args: readonly string[], environments: readonly string[]): Result<RunWords> {
  const wrong = (message: string) => fail([diagnostic("CR001", message, { help: "chartroom help run" })]);
  const [environment, ...more] = environments;
  if (environment === undefined)
    return wrong("run needs an environment: chartroom run -e ENVIRONMENT migrate");
  if (more.length > 0) return wrong("run takes one environment at a time");
  const end = args.indexOf("--");
  const [before, command] = end < 0 ? [args, undefined] : [args.slice(0, end), args.slice(end + 1)];
  try {
    const { values, positionals } = parseArgs({
      args: [...before],
      allowPositionals: true,
      options: {
        via: { type: "string", default: "job" },
        release: { type: "string" },
        hook: { type: "string" },
        timeout: { type: "string" },
        detach: { type: "boolean", default: false },
      },
    });
    const task = readTask(positionals, command);
    if (typeof task === "string") return wrong(task);
    const { via, release, hook, timeout, detach } = values;
    if (via !== "job" && via !== "exec") return wrong(`--via is job or exec, not ${via}`);
    if (timeout !== undefined && !/^[1-9]\d{0,8}$/.test(timeout))
      return wrong(`--timeout is a number of seconds, not \`${timeout}\``);
    if (via === "exec" && (detach || timeout !== undefined))
      return wrong(`--${detach ? "detach" : "timeout"} is for \`--via job\` alone`);
    return ok({
      environment,
      task,
      via,
      detach,
      ...(release !== undefined && { release }),
      ...(hook !== undefined && { hook }),
      ...(timeout !== undefined && { timeoutSeconds: Number(timeout) }),
    });
  } catch (error) {
    return wrong((error as Error).message.split(". ")[0] as string);
  }
}

function readTask(words: readonly string[], command: readonly string[] | undefined): Task | string {
  const [verb, ...rest] = words;
  if (command !== undefined) {
    if (verb !== undefined) return `\`${verb}\` and a command after \`--\` cannot both be run`;
    return command.length > 0 ? { kind: "command", words: command } : "there is no command after `--`";
  }
  if (verb === undefined) return "run needs migrate, seed, rollback VERSION or -- COMMAND";
  if (verb === "rollback") {
    const [version = "", repo = "A", ...more] = rest;
    if (!/^\d+$/.test(version) || !/^[A-Z][\w.]*$/.test(repo) || more.length > 0)
      return "rollback takes the version of a migration, and a repo where there are several: rollback 20260102030405 Shop.Repo";
    return { kind: "rollback", words: rest };
  }
  if (verb !== "migrate" && verb !== "seed") return `run knows no \`${verb}\`; any command goes after \`--\``;
  return rest.length === 0 ? { kind: verb, words: [] } : `\`${verb}\` takes no further words`;
}
