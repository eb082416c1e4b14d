import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../rig.ts";

/** A line of a page that a person is meant to type. */
export interface CommandLine {
  readonly page: string;
  /** Without the comment behind it, continued lines in one. */
  readonly line: string;
  /** It stands in a `console` block of a page whose blocks are run in order, with what they print (tour.test.ts). */
  readonly inTour: boolean;
}

const PROGRAMS =
  /^(?:chartroom|npm|npx|node|helm|helmfile|kubectl|docker|git|sops|age-keygen|curl|psql|pg_restore|sed|export|mkcert|export|[A-Z_]+=\S* )(?:\s|$)/;

/**
 * The command lines of a page: indented by four columns, behind `$ ` in a block, or in a block of `sh`. In other blocks
 * is text or configuration.
 */
export function commandLines(
  page: string,
  text = readFileSync(path.join(projectRoot, page), "utf8"),
): CommandLine[] {
  const found: CommandLine[] = [];
  let fence: string | undefined;
  const lines = text.replace(/ *\\\n\s+/g, " ").split("\n");
  for (const raw of lines) {
    const opened = /^```(\w*)/.exec(raw)?.[1];
    if (opened !== undefined) {
      fence = fence === undefined ? opened : undefined;
      continue;
    }
    const typed = fence === undefined ? /^ {4}(\S.*)$/.exec(raw)?.[1] : typedIn(fence, raw);
    if (typed === undefined) continue;
    const line = typed.replace(/^\$ /, "").replace(/\s+#\s.*$/, "");
    // Two columns of words are a drawing.
    if (PROGRAMS.test(line) && !/\S {5,}\S/.test(line.replace(/(['"]).*?\1/g, "")))
      found.push({ page, line, inTour: fence === "console" });
  }
  return found;
}

function typedIn(fence: string, raw: string): string | undefined {
  if (fence === "sh") return raw;
  return fence === "console" || fence === "" ? /^\$ (.*)$/.exec(raw)?.[1] : undefined;
}
