import type { CliResult } from "../rig.ts";

/** What chartroom says it did, in its order: releases, and the hooks that are Jobs. */
export function stepsOf({ stderr }: CliResult): string[] {
  const [, list = ""] = stderr.split("in this order:\n");
  return [...list.matchAll(/^ {2}\d+\. (.*)$/gm)].flatMap(([, step = ""]) => {
    const job = /hook (Job \S+)/.exec(step)?.[1];
    if (job !== undefined) return [job];
    return step.includes(" hook ") ? [] : [step.replace(/:.*/, "")];
  });
}

/** All that chartroom printed, for the message of an assertion. */
export function screen({ code, stdout, stderr }: CliResult): string {
  return `exit ${code}\n${stdout}${stderr}`;
}
