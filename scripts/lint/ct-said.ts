import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readIfThere } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { scratchFolder } from "../core/scratch.ts";

/** What ct runs for a chart; `sh` for our own additional command. */
const PROGRAMS = ["helm", "yamllint", "yamale", "sh"];
/** Runs the program whose name it has, from PATH as it was, and writes down what that says. */
const SCRIPT = `#!/bin/sh
PATH=$CHARTROOM_CT_PATH
"\${0##*/}" "$@" >"$CHARTROOM_CT_SAID.now" 2>&1
code=$?
cat "$CHARTROOM_CT_SAID.now" >>"$CHARTROOM_CT_SAID"
cat "$CHARTROOM_CT_SAID.now"
exit "$code"
`;

/** What the programs said that ct ran, beside what ct repeats of it. */
export interface CtRecord {
  /** The variables for the next run of ct, for which nothing is written down yet. */
  readonly begin: () => { readonly env: Readonly<Record<string, string>>; readonly said: () => string };
  readonly end: () => void;
}

/**
 * Lets what ct runs write down its own words. ct (3.14, `pkg/exec`) waits for a program to end while it still reads what
 * that says, which closes the pipe too early (Go's `os/exec` warns of that): on a busy machine a program's words are lost
 * now and then, its findings with them. Where programs cannot be put before the others on `PATH` (a temporary folder that is
 * mounted noexec), ct finds its own as before.
 */
export function recordOfCt(PATH: string): CtRecord {
  const { path: folder, remove } = scratchFolder("ct");
  const records = mkdtempSync(path.join(privateDirectory().path, "ct-"));
  writeFileSync(path.join(folder, "record"), SCRIPT, { mode: 0o700 });
  for (const name of PROGRAMS) symlinkSync("record", path.join(folder, name));
  let begun = 0;
  return {
    begin: () => {
      const said = path.join(records, String(begun++));
      return {
        env: {
          PATH: `${folder}${path.delimiter}${PATH}`,
          CHARTROOM_CT_PATH: PATH,
          CHARTROOM_CT_SAID: said,
        },
        said: () => readIfThere(said) ?? "",
      };
    },
    end: () => {
      remove();
      rmSync(records, { recursive: true, force: true });
    },
  };
}
