import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { isDirectory } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { editSecrets } from "../secrets/edit.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";
import { chooseFiles } from "./secrets-files.ts";
import { judgeEdit, notSaved } from "./secrets-judge.ts";

/** `chartroom secrets edit`: the environment's secrets file, or the one that is named, in the user's editor. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { screen } = invocation;
  const found = fileToEdit(invocation);
  if (!found.ok) {
    sayFindings(invocation, found.error);
    return 2;
  }
  const { root, file } = found.value;
  const edited = await editSecrets(root, file, (copy) => judgeEdit(invocation, root, copy));
  if (!edited.ok) {
    sayFindings(invocation, edited.error, root);
    return exitCodeOf(edited.error, 1);
  }
  const { changed, isBeside } = edited.value;
  if (isBeside) {
    sayFindings(invocation, [notSaved(file)], root);
    return 1;
  }
  if (changed.length === 0) screen.say(`${file}: nothing was changed`);
  else screen.say([`${file}: encrypted and saved`, ...changed.map((one) => `  ${one}`)].join("\n"));
  return 0;
}

function fileToEdit(invocation: Invocation): Result<{ root: string; file: string }> {
  const { args, environments, cwd } = invocation;
  const [named, ...more] = args;
  const found = findHelmfile(cwd, invocation.file);
  if (!found.ok) return found;
  const { root } = found.value;
  const help = "chartroom -e staging secrets edit";
  if (more.length > 0 || named?.startsWith("-")) {
    return fail([diagnostic("CR001", "`secrets edit` takes one file", { help })]);
  }
  if (named !== undefined) {
    const file = path.relative(root, path.resolve(cwd, named)).split(path.sep).join("/");
    return file.startsWith("../")
      ? fail([diagnostic("CR001", `${named} is not in this repository`, { help })])
      : ok({ root, file });
  }
  const [name, ...others] = environments;
  if (name === undefined || others.length > 0) {
    return fail([diagnostic("CR001", "`secrets edit` needs one environment, or a file", { help })]);
  }
  const chosen = chooseFiles(invocation);
  if (!chosen.ok) {
    // A new environment's first secrets: sops makes the file as the rule for it says.
    return isDirectory(path.join(root, "environments", name))
      ? ok({ root, file: `environments/${name}/secrets.yaml` })
      : chosen;
  }
  const [only, ...rest] = chosen.value.files;
  if (only === undefined || rest.length > 0) {
    const files = chosen.value.files.map(({ file }) => file).join(", ");
    return fail([
      diagnostic("CR001", `${name} has several secrets files: ${files}`, { help: "name one of them" }),
    ]);
  }
  return ok({ root, file: only.file });
}
