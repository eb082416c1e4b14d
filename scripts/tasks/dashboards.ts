// Writes the dashboards of chart phoenix as JSON beside their TypeScript, or with --check compares them.
import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { readIfThere, writeWhole } from "../core/files.ts";

const root = path.join(import.meta.dirname, "../..");
const folder = path.join(root, "charts/phoenix/dashboards");
// By a name that the compiler does not follow: the library that these need is no part of what is built from scripts/.
const { dashboards } = (await import(pathToFileURL(path.join(folder, "index.ts")).href)) as {
  dashboards: Readonly<Record<string, { build(): object }>>;
};

const check = process.argv.includes("--check");
const say = (file: string, what: string) => console.error(`${path.relative(root, file)} ${what}`);
for (const [name, dashboard] of Object.entries(dashboards)) {
  const file = path.join(folder, `${name}.json`);
  const text = `${JSON.stringify(dashboard.build(), null, 2)}\n`;
  if (readIfThere(file) === text) continue;
  if (check) {
    say(file, "is not as its TypeScript says");
    process.exitCode = 1;
  } else {
    writeWhole(file, text);
    say(file, "written");
  }
}
for (const file of readdirSync(folder).filter((one) => one.endsWith(".json"))) {
  if (path.basename(file, ".json") in dashboards) continue;
  say(path.join(folder, file), "has no TypeScript");
  process.exitCode = 1;
}
