import pc from "picocolors";
import type { Advice } from "../project.ts";

/** What is to be done by hand, numbered, with the lines to write. */
export function showAdvice(advice: readonly Advice[], color: boolean): string {
  const colors = pc.createColors(color);
  return advice
    .map(({ title, why, file, lines }, index) => {
      const head = `${index + 1}. ${colors.bold(title)}${file === undefined ? "" : `  ${colors.dim(file)}`}`;
      return [
        head,
        `   ${why}`,
        ...(lines ?? []).map((line) => (line === "" ? "" : `     ${colors.green(line)}`)),
      ].join("\n");
    })
    .join("\n\n");
}
