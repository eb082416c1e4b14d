// Writes docs/verbs.md from the help of each verb; --check compares instead.
import path from "node:path";
import { commands } from "../commands/index.ts";
import { readIfThere, writeWhole } from "../core/files.ts";

const root = path.join(import.meta.dirname, "../..");
const target = path.join(root, "docs/verbs.md");

/** The pages of docs/ that tell more of a verb than its help. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  start: ["../README.md"],
  init: ["init.md", "release.md"],
  image: ["image.md"],
  check: ["chart-alone.md", "templates.md", "manifests.md", "baseline.md", "formats.md"],
  render: ["run.md", "gitops.md"],
  hooks: ["hooks.md"],
  plan: ["upgrades.md"],
  apply: ["upgrades.md", "platform.md"],
  sync: ["upgrades.md"],
  run: ["run.md"],
  cert: ["cert.md"],
  observe: ["observe.md"],
  unlock: ["upgrades.md"],
  values: ["concepts.md"],
  secrets: ["secrets.md"],
  schema: ["templates.md"],
  copy: ["copy.md"],
  lint: ["lint.md"],
  package: ["package.md"],
  types: ["../README.md"],
  explain: ["codes.md"],
  doctor: ["dependencies.md"],
  tools: ["ci.md"],
};

const sections = await Promise.all(
  Object.entries(commands).map(async ([verb, { summary, help }]) => {
    const more = (PAGES[verb] ?? []).map((page) => `[${titleOf(page)}](${page})`);
    const last = more.length > 0 ? `\n\nMore: ${more.join(", ")}.` : "";
    return `## ${verb}\n\n${summary[0]?.toUpperCase()}${summary.slice(1)}.${last}\n\n\`\`\`text\n${(await help()).help.trimEnd()}\n\`\`\``;
  }),
);
const text = `<!-- Generated from scripts/commands/texts/: npm run generate -->

# Verbs

What \`chartroom help VERB\` prints, for every verb, with the pages that tell more. Any other verb goes to helmfile as it is. What \`-e\`, \`-f\`, \`--format\`
and the exit codes mean is the same for all: \`chartroom help\`.

${sections.join("\n\n")}
`;

if (!process.argv.includes("--check")) writeWhole(target, text);
else if (readIfThere(target) !== text) {
  console.error("docs/verbs.md is not what the helps of the verbs say");
  process.exitCode = 1;
}

/** The heading of a page. */
function titleOf(page: string): string {
  return /^# (.+)$/m.exec(readIfThere(path.join(root, "docs", page)) ?? "")?.[1] ?? page;
}
