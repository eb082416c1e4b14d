import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { planted } from "./planted.ts";
import { changing, formats, reading, type Totals, traced } from "./runs.ts";
import { canaries } from "./search.ts";

/** Verbs that print findings or data in the format that is asked for. */
const FORMATTED = /\b(check|render|values|plan|apply|sync|run|doctor)\b/;

/** Every verb that reads, in every format it knows. */
export async function readingRuns(totals: Totals): Promise<void> {
  const place = await planted();
  for (const args of reading) {
    const passed = args.some((one) => FORMATTED.test(one));
    for (const format of passed ? formats : formats.slice(0, 1))
      await traced(totals, place, passed ? [...args, "--format", format] : args);
  }
}

/** Every verb that changes the secrets files; the editor types one more secret. */
export async function changingRuns(totals: Totals): Promise<void> {
  const place = await planted();
  const editor = path.join(place.root, "home/editor.sh");
  const write = (line: string) => {
    writeFileSync(editor, `#!/bin/sh\n${line}\n`);
    chmodSync(editor, 0o755);
  };
  const env = { EDITOR: editor, SOPS_EDITOR: undefined };
  write(`printf 'added: %s\\n' '${canaries.typed}' >> "$1"`);
  for (const args of changing) await traced(totals, place, args, { env });
  for (const spoils of [
    `echo 'a: [ ${canaries.typed}' > "$1"`,
    `echo '- ${canaries.typed}' > "$1"`,
    "exit 3",
  ]) {
    write(spoils);
    await traced(totals, place, ["-e", "local", "secrets", "edit"], { env });
  }
}
