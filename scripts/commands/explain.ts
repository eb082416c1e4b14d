import { type Code, codes } from "../core/codes.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { nearest } from "../core/nearest.ts";
import { report } from "../report/report.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  name: "explain",
  async run({ args, cwd, screen }) {
    const [word, more] = args;
    if (word === undefined) {
      for (const code of Object.keys(codes).sort() as Code[])
        screen.data(`${code}  ${codes[code].severity.padEnd(7)}  ${codes[code].title}\n`);
      return 0;
    }
    const code = word.toUpperCase();
    if (more === undefined && code in codes) {
      const row = codes[code as Code];
      screen.data(`${row.severity}[${code}]: ${row.title}\n\n${wrap(row.docs)}\n`);
      return 0;
    }
    const near = nearest(code, Object.keys(codes));
    const message = more === undefined ? `\`${word}\` is no code` : "explain takes one code";
    const meant = near === undefined ? "" : `did you mean \`${near}\`? `;
    const help = { help: `${meant}\`chartroom explain\` lists all codes` };
    screen.say(
      report("pretty", [diagnostic("CR001", message, help)], { root: cwd, color: screen.color }).trimEnd(),
    );
    return 2;
  },
};

function wrap(text: string): string {
  return text.replace(/(.{1,78})(\s+|$)/g, "$1\n").trimEnd();
}

runAlone(command, import.meta.url);
