import { readFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../core/files.ts";
import { packageDirectory } from "../core/package.ts";
import { hasDatabase } from "./names.ts";
import type { Generated, Project } from "./project.ts";

/** What a chart's folder has for the people who work on chartroom alone. */
const NOT_COPIED = /^(ci\/|README\.head\.md$)/;

/** The charts that the environments release, whole, so that they can be changed: `charts/phoenix/...`. */
export function charts(project: Project): readonly Generated[] {
  return ["phoenix", ...(hasDatabase(project) ? ["postgres"] : [])].flatMap((name) => {
    const folder = packageDirectory("charts", name);
    return filesBelow(folder)
      .filter((file) => !NOT_COPIED.test(file))
      .map((file) => ({
        path: `charts/${name}/${file}`,
        text: readFileSync(path.join(folder, file), "utf8"),
        executable: false,
      }));
  });
}
