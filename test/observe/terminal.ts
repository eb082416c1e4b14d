import { spawn, spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** A program in a pseudo terminal, by `script` of util-linux. */
export interface Terminal {
  /** What it has shown by now, without control characters. */
  screen(): string;
  type(text: string): void;
  /** Waits until the screen, from `since` on, matches. */
  until(pattern: RegExp, since?: number): Promise<void>;
  readonly ended: Promise<number | null>;
}

const program = spawnSync("sh", ["-c", "command -v script"], { encoding: "utf8" }).stdout.trim();

export const hasTerminal = program !== "";

export function terminal(
  words: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Terminal {
  // Without a shell between: it would be ended by a Ctrl-C that its child means to live through.
  const quoted = words.map((one) => `'${one.replaceAll("'", `'\\''`)}'`).join(" ");
  const command = `exec ${quoted}`;
  const env = {
    ...process.env,
    CI: undefined,
    TERM: "xterm",
    SHELL: "/bin/sh",
    NO_COLOR: "1",
    ...options.env,
  };
  const child = spawn(program, ["-qefc", command, "/dev/null"], { cwd: options.cwd, env });
  let screen = "";
  const waiting = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += stripVTControlCharacters(text).replaceAll("\r", "");
    for (const look of waiting) look();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      child.stdin.destroy();
      resolve(code);
    });
  });
  return {
    screen: () => screen,
    type: (text) => {
      child.stdin.write(text);
    },
    until: (pattern, since = 0) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(screen.slice(since))) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        ended.then(() => reject(new Error(`it ended before ${pattern} was seen:\n${screen}`)));
      }),
    ended,
  };
}
