import { helmfileDiff } from "../helmfile/run.ts";
import type { Command } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { eachChecked, prepare } from "./release.ts";

export const command: Command = {
  name: "plan",
  summary: "check, then show what apply would change",
  help: `Usage: chartroom -e ENVIRONMENT plan [--detailed-exitcode]

Checks everything, then shows what apply would change in the cluster, with secrets left out. Nothing is changed.
With --detailed-exitcode, as helmfile's diff: 0 nothing would change, 2 something would, 1 it could not be told.

Example: chartroom -e staging plan --detailed-exitcode
`,
  run: (invocation) =>
    eachChecked(invocation, async (checked) => {
      const { screen, args } = invocation;
      const request = await prepare(invocation, checked, false);
      const others = args.filter((one) => one !== "--detailed-exitcode");
      const diff =
        "environment" in request ? await helmfileDiff({ ...request, args: others }, screen.color) : undefined;
      if (!diff?.ok) {
        sayFindings(invocation, diff ? diff.error : (request as never));
        return 1;
      }
      if (diff.value.changes) screen.data(diff.value.text);
      else screen.say(`${checked.environment.name}: nothing to change`);
      return diff.value.changes && others.length < args.length ? 2 : 0;
    }),
};
