import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** An absolute path inside chartroom's own package, whether this runs from `scripts/` or from `dist/scripts/`. */
export function packageDirectory(...parts: string[]): string {
  let directory = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(directory, "package.json"))) directory = path.dirname(directory);
  return path.join(directory, ...parts);
}

/** chartroom's version. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageDirectory("package.json"), "utf8")) as { version: string }).version;
}
