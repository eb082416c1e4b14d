import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { release } from "./release.ts";
import { eachChecked } from "./release-check.ts";

export const command: Command = {
  name: "sync",
  run: (invocation) => eachChecked(invocation, (checked, left) => release(left, checked, "sync")),
};

runAlone(command, import.meta.url);
