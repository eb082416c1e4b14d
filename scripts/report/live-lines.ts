import process from "node:process";
import { createLogUpdate } from "log-update";
import { taint } from "../core/taint.ts";
import type { Screen } from "./screen.ts";

/** Lines that change in place on a terminal, one per key; elsewhere only what is told for good is printed. */
export interface LiveLines {
  /** Shows or changes a line that moves. */
  show(key: string, text: string): void;
  /** Takes the moving line away and prints what stays. */
  settle(key: string, text: string): void;
  stop(): void;
}

export function liveLines(screen: Screen): LiveLines {
  if (!screen.interactive) {
    return { show: () => {}, settle: (_key, text) => screen.say(text), stop: () => {} };
  }
  const lines = new Map<string, string>();
  const update = createLogUpdate(process.stderr);
  const draw = () => update(taint.mask([...lines.values()].join("\n")));
  return {
    show: (key, text) => {
      lines.set(key, text);
      draw();
    },
    settle: (key, text) => {
      lines.delete(key);
      update.clear();
      screen.say(text);
      if (lines.size > 0) draw();
    },
    stop: () => {
      update.clear();
      update.done();
    },
  };
}
