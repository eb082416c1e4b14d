import { CannotRun, type Outcome } from "./scenario.ts";
import type { Row } from "./table.ts";

/** Runs the task of one line of the table; what it threw is said in full and noted in short. */
export async function resultOf(
  task: () => Promise<Outcome>,
  say: (line: string) => void,
): Promise<Pick<Row, "result" | "note">> {
  try {
    return { result: "passed", ...(await task()) };
  } catch (error) {
    const { message, stack } = error as Error;
    if (error instanceof CannotRun) return { result: "could not run", note: message };
    say(stack ?? message);
    const { details } = error as { details?: unknown };
    if (typeof details === "string") say(details);
    const lines = message.split("\n"); // all of chartroom's screen in most cases
    return { result: "failed", note: lines.find((one) => one.startsWith("error[")) ?? lines[0] ?? "" };
  }
}
