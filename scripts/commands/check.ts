import { hasErrors } from "../core/diagnostic.ts";
import { checkEnvironments } from "../pipeline.ts";
import { report } from "../report/report.ts";
import { summary } from "../report/summary.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  name: "check",
  summary: "check every value, render and manifest of the environments",
  help: `Usage: chartroom [-e ENVIRONMENT]... check [--format pretty|json|sarif|github]

Decrypts, merges, validates and renders every release of each environment, for a first install and for an upgrade, and
checks what comes out. Without -e every environment is checked. Nothing is changed, no cluster is asked. Without a key
the shape and the types of encrypted values are still checked.

Example: chartroom -e staging -e production check
`,
  async run({ environments, file, format, helmfileOptions, cwd, screen, verbose }) {
    const result = await checkEnvironments(environments, {
      cwd,
      helmfileOptions,
      ...(file !== undefined && { file }),
      ...(verbose && { progress: (message) => screen.say(message), tell: (text) => screen.say(text) }),
    });
    const root = result.ok ? result.value.root : cwd;
    const diagnostics = result.ok ? result.value.diagnostics : result.error;
    screen.data(report(format, diagnostics, { root, color: screen.color }));
    if (!result.ok) return 2;
    if (format === "pretty") screen.say(summary(result.value.checked));
    return hasErrors(diagnostics) ? 1 : 0;
  },
};

runAlone(command, import.meta.url);
