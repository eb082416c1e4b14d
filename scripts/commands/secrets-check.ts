import { hasErrors } from "../core/diagnostic.ts";
import { report } from "../report/report.ts";
import { checkSecrets } from "../secrets/check.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";
import { chooseFiles } from "./secrets-files.ts";
import { sayUsage } from "./usage.ts";

/** `chartroom secrets check`: findings on stdout, one line a file on stderr. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { screen, format, args } = invocation;
  if (args.length > 0) {
    return sayUsage(invocation, `\`secrets check\` does not take \`${args[0]}\``, "chartroom help secrets");
  }
  const chosen = chooseFiles(invocation);
  if (!chosen.ok) {
    sayFindings(invocation, chosen.error);
    return 2;
  }
  const { root, rules, files } = chosen.value;
  const diagnostics = [...chosen.value.diagnostics];
  const broken = diagnostics.length > 0;
  const lines: string[] = [];
  const width = Math.max(0, ...files.map(({ file }) => file.length));
  for (const file of files) {
    const one = await checkSecrets(root, file, rules);
    // With a .sops.yaml that cannot be read sops does not even decrypt: that is said once.
    diagnostics.push(...one.diagnostics.filter(({ code }) => !broken || code !== "CR152"));
    const state = one.opened ? "opened" : one.recipients === 0 ? "not encrypted" : "not opened";
    const words = [count(one.values, "value"), count(one.recipients, "recipient"), state];
    lines.push(`${file.file.padEnd(width)}  ${words.join(", ")}`);
  }
  screen.data(report(format, diagnostics, { root, color: screen.color }));
  if (format === "pretty") screen.say(lines.length > 0 ? lines.join("\n") : "there is no secrets file");
  return exitCodeOf(diagnostics, hasErrors(diagnostics) ? 1 : 0);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
