import { isInterrupted } from "../core/lifetime.ts";
import { helmfileDiff } from "../helmfile/run.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { failedReleases, interrupted, look, prepared, showDiff, stop } from "./release.ts";
import { eachChecked } from "./release-check.ts";

export const command: Command = {
  name: "plan",
  run: (asked) =>
    eachChecked(asked, look, async (checked, invocation, begun) => {
      const { screen, args } = invocation;
      const seen = await begun;
      if (isInterrupted()) return interrupted(invocation);
      if (!seen.ok) return stop(invocation, checked, seen.error);
      const { request, found } = prepared(invocation, checked, seen.value);
      const others = args.filter((one) => one !== "--detailed-exitcode");
      const diff = await helmfileDiff({ ...request, args: others }, screen.color);
      if (isInterrupted()) return interrupted(invocation);
      if (!diff.ok) return stop(invocation, checked, diff.error);
      const { name } = checked.environment;
      if (diff.value.changes) showDiff(invocation, diff.value.text);
      const failed = failedReleases(request);
      const changes = diff.value.changes || failed !== "";
      if (failed !== "") screen.say(`${name}: ${failed}; apply releases all again`);
      screen.say(`${name}: ${changes ? `to do this: chartroom -e ${name} apply` : "nothing to change"}`);
      return {
        code: changes && others.length < args.length ? 2 : 0,
        goOn: true,
        found,
      };
    }),
};

runAlone(command, import.meta.url);
