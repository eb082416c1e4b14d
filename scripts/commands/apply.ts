import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { release } from "./release.ts";
import { eachChecked } from "./release-check.ts";

export const command: Command = {
  name: "apply",
  run: (invocation) => eachChecked(invocation, (checked, left) => release(left, checked, "apply")),
};

runAlone(command, import.meta.url);
