import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { fileStart } from "../core/source.ts";
import type { WorkCopy } from "../secrets/copy.ts";
import type { Judgement } from "../secrets/edit.ts";
import { mirror } from "../secrets/mirror.ts";
import type { Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { canAsk, openQuestions } from "./question.ts";

/**
 * What is to become of an edit: the environments are checked with it in a copy of the repository. Where they have errors
 * that they do not have without it, a terminal is asked; `--yes` saves all the same.
 */
export async function judgeEdit(invocation: Invocation, root: string, copy: WorkCopy): Promise<Judgement> {
  const { screen, yes } = invocation;
  // An environment without its first secrets is not whole: there is nothing to hold it against.
  if (copy.original === undefined) return "save";
  const edited = mirror(root, copy);
  if (!edited) {
    screen.say("the repository is too large to be checked with this edit; `chartroom check` tells more");
    return "save";
  }
  try {
    const found = await newErrors(invocation, root, edited.root);
    if (found.length === 0) return "save";
    sayFindings(invocation, found, edited.root);
  } finally {
    edited.remove();
  }
  if (yes) return "save";
  if (!canAsk(screen)) return "keep beside";
  const questions = openQuestions();
  const answer = await questions.ask(
    "Edit again [e], save all the same [s], or leave the file as it was [q]? ",
  );
  questions.close();
  if (/^e/i.test(answer ?? "")) return "edit again";
  return /^s/i.test(answer ?? "") ? "save" : "keep beside";
}

/** The errors that are in the mirror and not in the root. */
async function newErrors(invocation: Invocation, root: string, edited: string): Promise<Diagnostic[]> {
  const after = await errorsIn(invocation, root, edited);
  if (after.length === 0) return [];
  const before = new Set((await errorsIn(invocation, root, root)).map(identity));
  return after.filter((one) => !before.has(identity(one)));
}

/** The errors of a check in the root, or in what mirrors it. */
async function errorsIn(invocation: Invocation, root: string, inside: string): Promise<Diagnostic[]> {
  const { checkEnvironments } = await import("../pipeline.ts");
  const { cwd, file, environments, helmfileOptions } = invocation;
  const move = (one: string) => path.resolve(inside, path.relative(root, path.resolve(cwd, one)));
  const checked = await checkEnvironments(environments, {
    cwd: move("."),
    ...(file !== undefined && { file: move(file) }),
    helmfileOptions,
    kept: inside === root,
    noCache: inside !== root,
  });
  const all = checked.ok ? checked.value.diagnostics : checked.error;
  return all.filter((one) => one.severity === "error");
}

/** What stays the same about a finding when lines move. */
function identity({ code, message, place, environment }: Diagnostic): string {
  return JSON.stringify([code, message, place?.file, environment]);
}

/** Says why an edit was not saved, and where it is. */
export function notSaved(file: string): Diagnostic {
  return diagnostic("CR160", `${file} is as it was: with the edit the values have the errors above`, {
    place: fileStart(file),
    help: `your version is ${file}.new, encrypted too; \`chartroom secrets edit --yes\` saves in spite of errors`,
  });
}
