import type { Project } from "../project.ts";

/** The first of these files that the project has, with its text; undefined where it has none. */
export function fileOf(project: Project, files: readonly string[]): readonly [string, string] | undefined {
  for (const file of files) {
    const text = project.texts.get(file);
    if (text !== undefined) return [file, text];
  }
  return undefined;
}

/** Elixir without its comments: what is only mentioned in one is not there. A `#` inside of quotes stays. */
export function code(text: string): string {
  return text.replace(/"(?:\\.|[^"\\])*"|#[^\n]*/g, (found) => (found.startsWith("#") ? "" : found));
}
