import path from "node:path";
import { readIfThere } from "../core/files.ts";

/** True for a file of the context (relative, with `/`) that the engine leaves out. */
export type Ignores = (file: string) => boolean;

/**
 * What a .dockerignore keeps out of the context: `DOCKERFILE.dockerignore` beside the Dockerfile when there is one, else
 * the context's own. The Dockerfile itself always counts, since it says what is made of the rest.
 */
export function readIgnored(context: string, dockerfile: string): Ignores {
  const text =
    readIfThere(`${dockerfile}.dockerignore`) ?? readIfThere(path.join(context, ".dockerignore")) ?? "";
  const own = path.relative(context, dockerfile).split(path.sep).join("/");
  const ignores = dockerignore(text);
  return (file) => file !== own && ignores(file);
}

/**
 * The rules of a .dockerignore text, as moby's patternmatcher reads them: each pattern counts from the context's root and
 * takes what lies below a folder along, `!` takes files back, the last pattern that fits decides.
 */
export function dockerignore(text: string): Ignores {
  const rules = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap((line) => ruleOf(line) ?? []);
  return (file) => {
    const steps = file.split("/");
    const names = steps.map((_, at) => steps.slice(0, at + 1).join("/"));
    const last = rules.findLast(({ pattern }) => names.some((name) => pattern.test(name)));
    return last !== undefined && !last.takesBack;
  };
}

interface Rule {
  readonly pattern: RegExp;
  readonly takesBack: boolean;
}

function ruleOf(line: string): Rule | undefined {
  if (line.startsWith("#")) return undefined;
  const trimmed = line.trim();
  const takesBack = trimmed.startsWith("!");
  const written = takesBack ? trimmed.slice(1).trim() : trimmed;
  if (written === "") return undefined;
  // Go's filepath.Clean, then one leading slash less: `./a/`, `/a` and `b/../a` are all `a`.
  const clean = path.posix.normalize(written).replace(/(?<=.)\/+$/, "");
  const source = sourceOf(clean.replace(/^\/+/, ""));
  try {
    return { pattern: new RegExp(`^${source}$`, "s"), takesBack };
  } catch {
    return undefined; // a bracket that never closes: the engine refuses the file, and says so
  }
}

/** A pattern as a regular expression: `**` is any number of folders, `*` and `?` stay inside of one name. */
function sourceOf(pattern: string): string {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern.charAt(at);
    if (pattern.startsWith("**", at)) {
      at += pattern.charAt(at + 2) === "/" ? 2 : 1;
      source += at + 1 >= pattern.length ? ".*" : "(?:.*/)?";
    } else if (sign === "*") source += "[^/]*";
    else if (sign === "?") source += "[^/]";
    else if (sign === "[") {
      const end = pattern.indexOf("]", at + 1);
      source += end === -1 ? "[" : pattern.slice(at, end + 1);
      at = end === -1 ? at : end;
    } else if (sign === "\\") {
      at += 1;
      source += pattern.charAt(at).replace(/[^\w]/, "\\$&");
    } else source += sign.replace(/[.$+(){}|^\]]/, "\\$&");
  }
  return source;
}
