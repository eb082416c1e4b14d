import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { lookToChange, release } from "./release.ts";
import { eachChecked } from "./release-check.ts";

export const command: Command = {
  name: "sync",
  run: (invocation) =>
    eachChecked(invocation, lookToChange, async (checked, left, seen) =>
      release(left, checked, "sync", await seen),
    ),
};

runAlone(command, import.meta.url);
