import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { findHelmfile } from "../environment/find.ts";
import { defaultKeyFile } from "../secrets/environment.ts";
import { initSecrets } from "../secrets/init.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";

/** `chartroom secrets init`. */
export const command: Command = {
  name: "secrets",
  summary: "secrets init: replace the public demo key with one of your own",
  help: `Usage: chartroom secrets init --yes [--key-file FILE]

  init        make an age key (an existing one is kept), put it in place of the demo key
              for every environment but local, and re-encrypt those secrets

  --key-file  where the key is, or goes; without it sops' own default key file

The values that were encrypted for the demo key were public: change them (\`sops edit FILE\`).

Example: chartroom secrets init --yes`,
  async run(invocation: Invocation): Promise<ExitCode> {
    const { screen, args, cwd } = invocation;
    const [what, option, file, ...more] = args;
    const named = option === "--key-file" && file !== undefined;
    if (what !== "init" || more.length > 0 || (option !== undefined && !named)) {
      sayFindings(invocation, [
        diagnostic("CR001", "`secrets` takes `init`", { help: "chartroom help secrets" }),
      ]);
      return 2;
    }
    const found = findHelmfile(cwd, invocation.file);
    if (!found.ok) {
      sayFindings(invocation, found.error);
      return 2;
    }
    const keyFile = named ? path.resolve(cwd, file) : defaultKeyFile();
    if (!invocation.yes) {
      screen.say(`would use the key ${keyFile} (made when it is not there), change .sops.yaml,`);
      screen.say("and re-encrypt the secrets of every environment but local; run it with --yes");
      return 2;
    }
    const done = await initSecrets(found.value.root, keyFile);
    if (!done.ok) {
      sayFindings(invocation, done.error);
      return 3;
    }
    const { recipient, files } = done.value;
    screen.say(`your key      ${keyFile} (keep a copy; without it the secrets are lost)`);
    screen.say(`its recipient ${recipient}, in .sops.yaml`);
    for (const one of files) screen.say(`re-encrypted  ${one}`);
    screen.say("next: change the values, since the old ones were public: sops edit FILE");
    return 0;
  },
};
