// Asks the registry about what is installed with chartroom: known vulnerabilities, and whether each direct dependency is
// maintained. `npm run dependencies`; the last line counts what passed, failed and could not be asked.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Answer, advisories, maintained } from "./registry.ts";

const root = path.join(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  dependencies: Readonly<Record<string, string>>;
};

/** npm's answer in JSON, or as the text that it said instead. */
function npm(...words: string[]): { readonly stdout: string; readonly stderr: string } {
  return spawnSync("npm", [...words, "--json"], { cwd: root, encoding: "utf8" });
}

const answers: Answer[] = [advisories(npm("audit", "--omit=dev"))];
for (const [name, range] of Object.entries(manifest.dependencies))
  answers.push(maintained(name, range, npm("view", name, "dist-tags", "time", "deprecated"), new Date()));
for (const { state, text } of answers) console.log(`${state.padEnd(13)} ${text}`);
const count = (state: Answer["state"]) => answers.filter((one) => one.state === state).length;
console.log(
  `\n${count("passed")} passed, ${count("failed")} failed, ${count("could not run")} could not run`,
);
if (count("failed") > 0) process.exitCode = 1;
