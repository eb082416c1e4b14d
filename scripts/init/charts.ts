import { readFileSync } from "node:fs";
import path from "node:path";
import { filesBelow, isDirectory } from "../core/files.ts";
import { packageDirectory } from "../core/package.ts";
import type { Generated, Project } from "./project.ts";

/** What a chart's folder has for the people who work on chartroom alone. */
const NOT_COPIED = /^(ci\/|README\.head\.md$)/;

/** The charts that the environments release, copied whole so that they can be changed: `charts/phoenix/...`. */
export function charts(project: Project): readonly Generated[] {
  const postgres = project.repos.some(({ value }) => value.adapter === "postgres");
  return ["phoenix", ...(postgres ? ["postgres"] : [])].flatMap(chart);
}

function chart(name: string): Generated[] {
  const folder = packageDirectory("charts", name);
  if (!isDirectory(folder)) return [];
  return filesBelow(folder)
    .filter((file) => !NOT_COPIED.test(file))
    .map((file) => ({
      path: `charts/${name}/${file}`,
      text: readFileSync(path.join(folder, file), "utf8"),
      executable: false,
    }));
}
