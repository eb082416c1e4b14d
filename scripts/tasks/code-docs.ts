// Writes docs/codes.md from the table of codes and their golden outputs; --check compares instead.
import path from "node:path";
import { codes } from "../core/codes.ts";
import { readIfThere, writeWhole } from "../core/files.ts";

const root = path.join(import.meta.dirname, "../..");
const target = path.join(root, "docs/codes.md");

const sections = Object.entries(codes)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([code, { severity, title, docs }]) => {
    const example = readIfThere(path.join(root, "test/fixtures/codes", code, "expected.txt"));
    const shown = example === undefined ? "" : `\n\`\`\`\n${example.trim()}\n\`\`\`\n`;
    return `## ${code}: ${title}\n\n*${severity}*. ${docs}\n${shown}`;
  });
const text = [
  "<!-- Generated from scripts/core/codes/ and test/fixtures/codes/: npm run generate -->",
  "# Codes",
  "Every finding has a code; `chartroom explain CODE` prints its paragraph. The hundreds say which stage speaks.",
  ...sections,
].join("\n\n");
const wanted = `${text.replace(/\n{3,}/g, "\n\n").trimEnd()}\n`;

if (!process.argv.includes("--check")) writeWhole(target, wanted);
else if (readIfThere(target) !== wanted) {
  console.error("docs/codes.md is not what the table of codes says");
  process.exitCode = 1;
}
