import type { ValuePath } from "../core/json.ts";

const STEP = /\.?([^.[\]"]+)|\.?("(?:[^"\\]|\\.)*")|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/**
 * The steps of a path as a person writes it, the inverse of `showPath`: `a.b[0].c`, and a key with dots quoted, as
 * `labels."a.b/c"` or `labels["a.b/c"]`. The root is `.` or nothing. Undefined for a text that is no path.
 */
export function readPath(text: string): ValuePath | undefined {
  const path: (string | number)[] = [];
  let at = 0;
  while (text !== "." && at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (!match || (match[0].startsWith(".") && at === 0)) return undefined;
    const [whole, name, quoted, index, bracketed] = match;
    if (at > 0 && !/^[.[]/.test(whole)) return undefined;
    const key = name ?? unquoted(quoted ?? bracketed);
    if (index === undefined && key === undefined) return undefined;
    path.push(index === undefined ? (key as string) : Number(index));
    at += whole.length;
  }
  return path;
}

function unquoted(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as string);
  } catch {
    return undefined;
  }
}
