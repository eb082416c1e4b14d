import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { rotateSecrets } from "../secrets/rotate.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { confirm } from "./confirm.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";
import { chooseFiles } from "./secrets-files.ts";
import { sayUsage } from "./usage.ts";

/** `chartroom secrets rotate`: every file in one step of its own, so that a run that was ended can be run again. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { screen, args } = invocation;
  if (args.length > 0) {
    return sayUsage(invocation, `\`secrets rotate\` does not take \`${args[0]}\``, "chartroom help secrets");
  }
  const chosen = chooseFiles(invocation);
  if (!chosen.ok) {
    sayFindings(invocation, chosen.error);
    return 2;
  }
  const { root, rules, files, diagnostics } = chosen.value;
  if (rules === undefined || files.length === 0) {
    const help = rules ? "chartroom -e ENV secrets edit makes one" : "name your recipients in .sops.yaml";
    const missing = rules ? "there is no secrets file" : "there is no .sops.yaml that could be read";
    sayFindings(invocation, [...diagnostics, diagnostic("CR001", missing, { help })]);
    return 2;
  }
  const agreed = await confirm(
    invocation,
    `Encrypt ${files.map(({ file }) => file).join(", ")} again, with a new data key?`,
  );
  if (agreed !== undefined) return agreed;
  const failures: Diagnostic[] = [];
  for (const { file } of files) {
    if (isInterrupted()) break;
    const rotated = await rotateSecrets(root, file, rules);
    if (!rotated.ok) {
      failures.push(...rotated.error);
      continue;
    }
    const { recipients, removed, added } = rotated.value;
    screen.say(`rotated  ${file}: new data key, for ${recipients.join(", ")}`);
    for (const one of added) screen.say(`  + ${one}`);
    for (const one of removed) screen.say(`  - ${one}`);
    if (removed.length > 0) screen.say("  who was removed still knows the old values: change them");
  }
  sayFindings(invocation, failures, root);
  if (isInterrupted()) return 130;
  return exitCodeOf(failures, failures.length > 0 ? 1 : 0);
}
