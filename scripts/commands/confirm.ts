import { diagnostic } from "../core/diagnostic.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { canAsk, openQuestions } from "./question.ts";

/** Asks on a terminal; `--yes` has answered already. Without a terminal nobody answers, and the caller says what to type. */
export async function ask(
  { yes, screen }: Invocation,
  question: string,
  onInterrupt: () => void = () => {},
): Promise<"yes" | "no" | "nobody"> {
  if (yes) return "yes";
  if (!canAsk(screen)) return "nobody";
  const questions = openQuestions(onInterrupt);
  const answer = await questions.ask(`${question} [y/N] `);
  questions.close();
  if (answer === undefined) screen.say("");
  else if (/^y(es)?$/i.test(answer)) return "yes";
  screen.say("nothing was changed");
  return "no";
}

/** Nobody could be asked: what keeps a change from being made without `--yes`. */
export function unasked(help: string) {
  return diagnostic("CR623", "there is no terminal to ask on, so nothing was changed", { help });
}

/** Undefined when the change is wanted, else the exit code. */
export async function confirm(invocation: Invocation, question: string): Promise<ExitCode | undefined> {
  const answer = await ask(invocation, question);
  if (answer === "yes") return undefined;
  if (answer === "no") return 1;
  sayFindings(invocation, [unasked("give --yes")]);
  return 2;
}
