import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { sayUsage } from "./usage.ts";

const verbs: Record<string, () => Promise<{ run(invocation: Invocation): Promise<ExitCode> }>> = {
  init: () => import("./secrets-init.ts"),
  edit: () => import("./secrets-edit.ts"),
  rotate: () => import("./secrets-rotate.ts"),
  check: () => import("./secrets-check.ts"),
};

/** `chartroom secrets init|edit|rotate|check`. */
export const command: Command = {
  name: "secrets",
  summary: "init, edit, rotate or check the encrypted files",
  help: `Usage: chartroom secrets init [--key-file FILE] [--yes]
       chartroom -e ENVIRONMENT secrets edit [FILE]
       chartroom [-e ENVIRONMENT]... secrets rotate [--yes]
       chartroom [-e ENVIRONMENT]... secrets check [--format pretty|json|sarif|github]

  init     make an age key (one that is there is kept), put it in place of the public demo key
           for every environment but local, and re-encrypt those secrets
  edit     open the decrypted file in $EDITOR; it is replaced when what was saved is valid
  rotate   encrypt again for exactly the recipients that .sops.yaml names, with a new data key
  check    encrypted throughout, for the right recipients, unchanged outside sops; needs no key

  --key-file  where init's key is, or goes; without it sops' own default key file

Plain text lies in memory only while the editor is open. Mind that an editor may keep copies of its own elsewhere.

Example: chartroom -e staging secrets edit`,
  async run(invocation: Invocation): Promise<ExitCode> {
    const [verb = "", ...args] = invocation.args;
    const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!load) {
      return sayUsage(
        invocation,
        "`secrets` takes `init`, `edit`, `rotate` or `check`",
        "chartroom help secrets",
      );
    }
    return (await load()).run({ ...invocation, args });
  },
};

runAlone(command, import.meta.url);
