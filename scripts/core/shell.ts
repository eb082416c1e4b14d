import { childEnvironment, forLines, type Ran, type RunOptions } from "./exec.ts";
import { trackGroup } from "./lifetime.ts";

/**
 * Runs helmfile, helm or kubectl through zx's `$`: quiet whatever ZX_VERBOSE says, never throwing, in a process group
 * of its own. zx is loaded only when the first command runs, since its import costs more than our own start.
 */
export async function shell(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const { $ } = await import("zx/core");
  const child = $({
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: childEnvironment(options.env),
    ...(options.input !== undefined && { input: Buffer.from(options.input) }),
    quiet: true,
    verbose: false,
    nothrow: true,
    detached: true,
    stdio: [options.input === undefined && !options.onStart ? "ignore" : "pipe", "pipe", "pipe"],
  })`${command} ${[...args]}`;
  const release = child.pid === undefined ? () => {} : trackGroup(child.pid);
  // A child that ends without reading its input is told by its exit code, not by an error of our pipe.
  child.child?.stdin?.on("error", () => {});
  if (child.child?.stdin && child.child.stdout)
    options.onStart?.({ stdin: child.child.stdin, stdout: child.child.stdout });
  if (options.onLine) {
    forLines(child.child?.stdout ?? null, (line) => options.onLine?.(line, "stdout"));
    forLines(child.child?.stderr ?? null, (line) => options.onLine?.(line, "stderr"));
  }
  options.onRunning?.();
  const result = await child;
  release();
  return {
    code: result.exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    missing: result.exitCode === 127,
    ...(result.signal && { signal: result.signal }),
  };
}
