import path from "node:path";
import { findHelmfile } from "../environment/find.ts";
import { defaultKeyFile } from "../secrets/environment.ts";
import { initSecrets } from "../secrets/init.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { confirm } from "./confirm.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";
import { sayUsage } from "./usage.ts";

/** `chartroom secrets init`: a key of one's own in place of the public demo key. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { screen, args, cwd } = invocation;
  const [option, file, ...more] = args[0]?.startsWith("--key-file=")
    ? ["--key-file", args[0].slice("--key-file=".length), ...args.slice(1)]
    : args;
  const named = option === "--key-file" && file !== undefined && file !== "";
  if (more.length > 0 || (option !== undefined && !named)) {
    return sayUsage(invocation, "`secrets init` takes `--key-file FILE`", "chartroom help secrets");
  }
  const found = findHelmfile(cwd, invocation.file);
  if (!found.ok) {
    sayFindings(invocation, found.error);
    return 2;
  }
  const keyFile = named ? path.resolve(cwd, file) : defaultKeyFile();
  screen.say(`This puts the key ${keyFile} (made when it is not there) in place of the demo key in`);
  screen.say(".sops.yaml, and encrypts the secrets of every environment but local again.");
  const agreed = await confirm(invocation, "Do it?");
  if (agreed !== undefined) return agreed;
  const done = await initSecrets(found.value.root, keyFile);
  if (!done.ok) {
    sayFindings(invocation, done.error, found.value.root);
    return exitCodeOf(done.error, 1);
  }
  const { recipient, files, made } = done.value;
  screen.say("");
  screen.say(`${made ? "made" : "kept"} the key  ${keyFile}: keep a copy, without it the secrets are lost`);
  screen.say(`recipient     ${recipient}, in .sops.yaml`);
  for (const one of files) screen.say(`re-encrypted  ${one}`);
  screen.say("");
  screen.say("The old values were public, so change them now:");
  for (const one of files) screen.say(`  chartroom secrets edit ${one}`);
  if (named) screen.say(`sops finds your key when you say: export SOPS_AGE_KEY_FILE=${keyFile}`);
  return 0;
}
