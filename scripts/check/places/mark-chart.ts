import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesBelow, isDirectory } from "../../core/files.ts";
import { privateDirectory } from "../../core/private-directory.ts";
import { makeSource } from "../../core/source.ts";
import type { TemplateLine } from "./located.ts";
import { markTemplate } from "./mark-template.ts";

/** A copy of a chart whose templates say which line wrote what. */
export interface MarkedChart {
  readonly path: string;
  /** The lines that the marks stand for, by their numbers. */
  readonly marks: readonly TemplateLine[];
}

/** A chart of more than that is not copied. */
const MOST_BYTES = 20 * 1024 * 1024;

const known = new Map<string, MarkedChart | undefined>();
let copies = 0;

/** The marked copy of a chart's folder below `root`, in the private directory; undefined for any other chart. */
export function markedChart(root: string, chartPath: string): MarkedChart | undefined {
  const key = JSON.stringify([root, chartPath]);
  if (!known.has(key)) known.set(key, make(root, chartPath));
  return known.get(key);
}

function make(root: string, chartPath: string): MarkedChart | undefined {
  const below = path.relative(root, chartPath);
  if (!isDirectory(chartPath) || below.startsWith("..") || path.isAbsolute(below)) return undefined;
  const files = filesBelow(chartPath);
  const sizes = files.map((one) => statSync(path.join(chartPath, one)).size);
  if (sizes.reduce((sum, one) => sum + one, 0) > MOST_BYTES) return undefined;
  const copy = path.join(privateDirectory().path, "marked", String(copies++));
  const marks: TemplateLine[] = [];
  for (const file of files) {
    const [from, to] = [path.join(chartPath, file), path.join(copy, file)];
    mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
    if (!/(?:^|\/)templates\/.*\.(?:ya?ml|tpl)$/.test(file)) copyFileSync(from, to);
    else {
      const shown = path.relative(root, from).split(path.sep).join("/");
      const source = makeSource(shown, readFileSync(from, "utf8"));
      writeFileSync(
        to,
        markTemplate(source.text, (offset) => marks.push({ source, offset }) - 1),
      );
    }
  }
  return { path: copy, marks };
}
