import process from "node:process";
import { taint } from "../core/taint.ts";

/** Where a command's words go. Everything is masked on the way out; nothing else in chartroom prints. */
export interface Screen {
  /** Data: stdout, as it is, no line end added. */
  data(text: string): void;
  /** Prose: one line or several on stderr. */
  say(text: string): void;
  /** Words of another program as they come: stderr, no line end added. */
  words(text: string): void;
  /** True when stderr is a terminal that may be redrawn. */
  readonly interactive: boolean;
  readonly color: boolean;
}

/** The screen of this process. NO_COLOR and FORCE_COLOR are honoured, as is CI (never interactive). */
export function processScreen(): Screen {
  const interactive = process.stderr.isTTY === true && !process.env.CI && process.env.TERM !== "dumb";
  const color =
    !process.env.NO_COLOR &&
    (Boolean(process.env.FORCE_COLOR) || (process.stderr.isTTY === true && process.env.TERM !== "dumb"));
  return {
    data: (text) => {
      process.stdout.write(taint.mask(text));
    },
    say: (text) => {
      process.stderr.write(`${taint.mask(text)}\n`);
    },
    words: (text) => {
      process.stderr.write(taint.mask(text));
    },
    interactive,
    color,
  };
}
