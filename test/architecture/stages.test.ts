import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../scripts/core/files.ts";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";

/** Data flows from left to right: a folder imports only what stands before it. */
const ORDER = [
  "core",
  "tools",
  "engine",
  "environment",
  "layers",
  "secrets",
  "merge",
  "validate",
  "typed",
  "render",
  "templates",
  "check",
  "chart",
  "cluster",
  "copy",
  "lint",
  "package",
  "init",
  "image",
  "helmfile",
  "run",
  "cert",
  "observe",
  "report",
  "pipeline",
  "commands",
];
/** Files at the root of scripts/, and the tasks, wire the stages together. */
const WIRING = ["arguments", "main", "index", "tasks"];

const test = suite("architecture: data flows one way");
const scripts = path.join(projectRoot, "scripts");
const files = filesBelow(scripts).filter((file) => file.endsWith(".ts"));

test("a stage imports only stages before it, and report only core", () => {
  const wrong = edges().filter(({ from, to }) => {
    const [source, target] = [stage(from), stage(to)];
    if (source === target || WIRING.includes(source)) return false;
    if (source === "report") return target !== "core";
    if (source === "commands" && target === "arguments") return false;
    return ORDER.indexOf(target) === -1 || ORDER.indexOf(target) > ORDER.indexOf(source);
  });
  assert.equal(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test("every file belongs to a known stage", () => {
  assert.equal(
    files.filter((file) => ![...ORDER, ...WIRING].includes(stage(file))),
    [],
  );
});

test("docs/architecture.md tells of each stage, in their order", () => {
  const page = readFileSync(path.join(projectRoot, "docs/architecture.md"), "utf8");
  const told = [...page.matchAll(/^\| `(\w+)\/` \| (.+) \|$/gm)].map((one) => one[1]);
  assert.equal(told, ORDER);
  const folders = readdirSync(scripts, { withFileTypes: true }).filter((one) => one.isDirectory());
  assert.equal(folders.map((one) => one.name).sort(), [...ORDER, "tasks"].sort(), "the folders of scripts/");
});

test("there is no cycle of files that run", () => {
  const graph = new Map<string, string[]>();
  for (const { from, to, runs } of edges()) if (runs) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): void => {
    if (done.has(file)) return;
    assert.not(trail.includes(file), `cycle: ${[...trail, file].join(" -> ")}`);
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
});

test("only report prints", () => {
  const printing = files.filter(
    (file) =>
      !/^(report|tasks)\//.test(file) &&
      /console\.|process\.std(out|err)\.write/.test(readFileSync(path.join(scripts, file), "utf8")),
  );
  assert.equal(printing, []);
});

test("no file is longer than 250 lines", () => {
  assert.equal(
    files.filter((file) => readFileSync(path.join(scripts, file), "utf8").split("\n").length > 251),
    [],
  );
});

function stage(file: string): string {
  return (file.split("/")[0] as string).replace(/\.ts$/, "");
}

/** Every relative import between our files; `runs` is false for a type-only or a lazy one, which no cycle goes through. */
function edges(): { from: string; to: string; runs: boolean }[] {
  return files.flatMap((from) => {
    const text = readFileSync(path.join(scripts, from), "utf8");
    const fixed = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"(\.[^"]+\.ts)"/gms)].map(
      (one) => ({ runs: one[1] === undefined, target: one[2] as string }),
    );
    const lazy = [...text.matchAll(/import\("(\.[^"]+\.ts)"\)/g)].map((one) => ({
      runs: false,
      target: one[1] as string,
    }));
    // A target that is no file of scripts/ is the compiler's business: the schemas' types, an import in generated text.
    return [...fixed, ...lazy]
      .map(({ runs, target }) => ({
        from,
        runs,
        to: path.posix.normalize(path.posix.join(path.posix.dirname(from), target)),
      }))
      .filter(({ to }) => files.includes(to));
  });
}
