import { spawn } from "node:child_process";
import { childEnvironment, type RunOptions } from "./exec.ts";
import { leaveInterrupts, onExit } from "./lifetime.ts";

/**
 * Runs a program that a person talks to: it has our terminal, and Ctrl-C is its own. Nothing of its words comes back, so
 * nothing of them is masked. Gives its exit code: 127 where it is not there, 128 where a signal ended it.
 */
export function runOnTerminal(
  command: string,
  args: readonly string[],
  options: Pick<RunOptions, "env" | "cwd"> = {},
): Promise<number> {
  // No process group of its own: a terminal answers only to the group in its foreground, which is ours.
  const child = spawn(command, args, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: childEnvironment(options.env),
    stdio: "inherit",
  });
  const takeInterrupts = leaveInterrupts();
  const forget = onExit(() => child.kill());
  return new Promise((resolve) => {
    const done = (code: number) => {
      takeInterrupts();
      forget();
      resolve(code);
    };
    child.on("error", () => done(127));
    child.on("close", (code) => done(code ?? 128));
  });
}
