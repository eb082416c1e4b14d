import { readFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../scripts/core/files.ts";
import { projectRoot } from "../rig.ts";

/** The text of every template in the project's own charts and in the tests' fixtures, in the order of their paths. */
export function realTemplates(): string[] {
  return ["charts", "test/fixtures"]
    .flatMap((folder) => filesBelow(path.join(projectRoot, folder)).map((name) => path.join(folder, name)))
    .filter((name) => /\/templates\/.*\.(ya?ml|tpl|txt)$/.test(name.split(path.sep).join("/")))
    .sort()
    .map((name) => readFileSync(path.join(projectRoot, name), "utf8"));
}
