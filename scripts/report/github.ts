import type { Diagnostic } from "../core/diagnostic.ts";

/** GitHub's workflow commands: each finding becomes an annotation on the pull request. */
export function github(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((one) => `${annotation(one)}\n`).join("");
}

function annotation(one: Diagnostic): string {
  const command = { error: "error", warning: "warning", info: "notice" }[one.severity];
  const place = one.place
    ? `file=${property(one.place.file)},line=${one.place.line},endLine=${one.place.endLine},col=${one.place.column},endColumn=${one.place.endColumn},`
    : "";
  const text = [one.message, one.note, one.help && `help: ${one.help}`].filter((part) => part).join("\n");
  return `::${command} ${place}title=${property(one.code)}::${data(text)}`;
}

/** The escapes of the runner: `%`, CR and LF everywhere, `:` and `,` in properties too. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
