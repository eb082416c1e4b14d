import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { release } from "./release.ts";
import { eachChecked } from "./release-check.ts";

export const command: Command = {
  name: "apply",
  summary: "check, show the difference, confirm, then helmfile apply",
  help: `Usage: chartroom -e ENVIRONMENT apply [--yes] [--kube-version V] [--schemas DIR] [HELMFILE'S OPTIONS OF apply]

Checks everything first and stops at an error. Then it shows the difference with secrets left out, asks on a terminal,
reads the values once more to be sure that they are those that were checked, and runs helmfile apply, telling each hook and
release as it happens. Without a terminal it needs --yes.

Example: chartroom -e staging apply
`,
  run: (invocation) => eachChecked(invocation, (checked, left) => release(left, checked, "apply")),
};

runAlone(command, import.meta.url);
