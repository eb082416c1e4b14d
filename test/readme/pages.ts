import { readdirSync } from "node:fs";
import path from "node:path";
import { isFile } from "../../scripts/core/files.ts";
import { projectRoot } from "../rig.ts";

const below = (folder: string) =>
  readdirSync(path.join(projectRoot, folder)).map((name) => `${folder}/${name}`);

/** Every page that a person reads, generated ones as well, relative to the repository. */
export const pages: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...below("docs"),
  ...below("docs/runbooks"),
  ...below("charts").map((chart) => `${chart}/README.md`),
].filter((page) => page.endsWith(".md") && isFile(path.join(projectRoot, page)));

/** Pages whose `console` blocks are run in order, each command with what it prints (tour.test.ts). */
export const tourPages: readonly string[] = [
  "README.md",
  "docs/concepts.md",
  "docs/coming-from.md",
  "docs/templates.md",
];
