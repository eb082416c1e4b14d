/** Tells whether a rule is off at a line, counted from 1. */
export type Disabled = (rule: string, line: number) => boolean;

const WORDS = /^# yamllint (?<what>disable|enable|disable-line)(?<named>(?: +rule:\S+)*)\s*$/;

/**
 * The comments by which a file turns rules off, as yamllint reads them: `# yamllint disable` and `enable` from a line on,
 * `disable-line` for its own line, or the next where it stands alone, each for all rules or for `rule:NAME ...`. `file`
 * where `# yamllint disable-file` is the first line.
 */
export function disabledIn(text: string, all: readonly string[]): Disabled | "file" {
  const lines = text.split(/\r?\n/);
  if (/^# yamllint disable-file\s*$/.test(lines[0] ?? "")) return "file";
  if (!text.includes("# yamllint ")) return () => false;
  const off = new Set<string>();
  const perLine = new Map<number, Set<string>>();
  for (const [index, line] of lines.entries()) {
    const at = line.indexOf("# yamllint ");
    const found = at === -1 ? undefined : WORDS.exec(line.slice(at))?.groups;
    const named = [...(found?.named ?? "").matchAll(/rule:(\S+)/g)].map((one) => one[1] as string);
    const meant = named.length > 0 ? named : all;
    const alone = line.slice(0, at).trim() === "";
    if (found?.what === "disable" && alone) for (const one of meant) off.add(one);
    if (found?.what === "enable" && alone) for (const one of meant) off.delete(one);
    if (found?.what === "disable-line") {
      const target = alone ? index + 2 : index + 1;
      perLine.set(target, new Set([...(perLine.get(target) ?? []), ...meant]));
    }
    perLine.set(index + 1, new Set([...(perLine.get(index + 1) ?? []), ...off]));
  }
  return (rule, line) => perLine.get(line)?.has(rule) ?? false;
}
