import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject, type Json, valueAt } from "../core/json.ts";
import type { Place } from "../core/source.ts";
import type { Environment } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import { type Task, type TaskKind, taskKinds } from "./task.ts";

/**
 * Why the environment forbids a task: its value `run.allow` lists what may run there; without it all may. A value `run`
 * that cannot be understood forbids everything, since somebody meant to forbid something.
 */
export function forbidden(environment: Environment, task: Task, merged?: MergedMap): Diagnostic[] {
  const { name, values, releases } = environment;
  const run = valueAt(values, ["run"]);
  // In a repository whose values go by release, `run` can be the values of a release of that name.
  if (run === undefined || run === null || releases.some((one) => one.name === "run")) return [];
  const allow = isObject(run) ? run.allow : undefined;
  const place = placeOf(merged, ["run", "allow"]) ?? placeOf(merged, ["run"]);
  if (!isObject(run) || !isListOfKinds(allow) || Object.keys(run).length > 1)
    return [
      diagnostic("CR630", `the value \`run\` of ${name} cannot be understood, so nothing runs there`, {
        place,
        help: `write run: { allow: [${taskKinds.join(", ")}] } with those that may run`,
      }),
    ];
  if (allow.includes(task.kind)) return [];
  const what = task.kind === "command" ? "commands of one's own choice" : `\`${task.kind}\``;
  return [
    diagnostic("CR630", `${name} forbids ${what}`, {
      place,
      note: allow.length === 0 ? "nothing may run there" : `it allows ${allow.join(", ")}`,
      help: `where it is meant to run there, add \`${task.kind}\` to \`run.allow\` of ${name}`,
    }),
  ];
}

/** Whether somebody has to say yes first: what can lose data, anywhere but in `local`. */
export function asksFirst({ name }: Environment, { kind }: Task): boolean {
  return name !== "local" && (kind === "rollback" || kind === "command");
}

function isListOfKinds(value: Json | undefined): value is readonly TaskKind[] {
  return Array.isArray(value) && value.every((one) => (taskKinds as readonly Json[]).includes(one as Json));
}

function placeOf(merged: MergedMap | undefined, path: readonly string[]): Place | undefined {
  return nodeAt(merged, path)?.origins.at(-1)?.place;
}
