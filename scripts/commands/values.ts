import { diagnostic } from "../core/diagnostic.ts";
import type { ValuePath } from "../core/json.ts";
import { findHelmfile } from "../environment/find.ts";
import type { Environment } from "../environment/model.ts";
import { environmentValues } from "../merge/environment.ts";
import { mergeLayers } from "../merge/merge.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { readPath } from "../merge/path.ts";
import { valuesJson, valuesText } from "../merge/show.ts";
import { nodeAt } from "../merge/value.ts";
import { report } from "../report/report.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { readOpened } from "../secrets/opened.ts";
import { annotateRelease } from "../validate/release.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";

export const command: Command = {
  name: "values",
  summary: "show a value, and every layer that set it",
  help: `Usage: chartroom -e ENVIRONMENT values [PATH] [--json]

Shows the values of an environment, or those below PATH, with the file, line and column of every layer that set them,
the winner last. A path that begins with a release's name shows that release's final values, chart defaults included.
Secrets are masked.

Options:
  --json   the same as JSON

Example: chartroom -e staging values phoenix.replicas
`,
  async run({ environments, args, file, format, helmfileOptions, cwd, screen }) {
    const refuse = (diagnostics: Parameters<typeof report>[1], root = cwd): 2 => {
      screen.data(report(format, diagnostics, { root, color: screen.color }));
      return 2;
    };
    const json = args.includes("--json") || format === "json";
    const words = args.filter((one) => one !== "--json");
    const [name] = environments;
    if (name === undefined || environments.length > 1) {
      return refuse([
        diagnostic("CR001", "values needs one environment", { help: "chartroom -e staging values" }),
      ]);
    }
    if (words.length > 1 || words[0]?.startsWith("-")) {
      return refuse([diagnostic("CR001", "values takes one path", { help: "chartroom help values" })]);
    }
    const found = findHelmfile(cwd, file);
    if (!found.ok) return refuse(found.error);
    const { root } = found.value;
    const read = await readOpened({
      ...found.value,
      name,
      helmfileOptions,
      env: secretEnvironment(root),
    });
    if (!read.ok) return refuse(read.error, root);
    const { merged } = await environmentValues(read.value.value);
    const whole = await withReleases(read.value.value, merged);
    const steps = readPath(words[0] ?? "");
    if (!steps) {
      const help = 'a.b[0].c, and a key with dots in quotes: labels."app.kubernetes.io/name"';
      return refuse([diagnostic("CR001", `\`${words[0]}\` is no path`, { help })], root);
    }
    const node = nodeAt(whole, steps);
    if (!node)
      return refuse(
        [diagnostic("CR232", `nothing sets \`${words[0]}\` in ${name}`, { help: nearby(whole, steps) })],
        root,
      );
    screen.data(json ? valuesJson(node, steps) : valuesText(node, steps));
    return 0;
  },
};

/** The environment's values with each release's final ones in place of its overlay. */
async function withReleases(environment: Environment, merged: MergedMap): Promise<MergedMap> {
  const entries = new Map<string, MergedNode>(merged.entries);
  for (const release of environment.releases) {
    entries.set(release.name, (await annotateRelease(environment, release, merged)).final);
  }
  return { ...(merged.entries.size > 0 ? merged : mergeLayers([])), entries };
}

function nearby(whole: MergedNode, steps: ValuePath): string | undefined {
  for (let length = steps.length - 1; length >= 0; length--) {
    const node = nodeAt(whole, steps.slice(0, length));
    if (node?.kind === "map")
      return `${steps.slice(0, length).join(".") || "the environment"} has: ${[...node.entries.keys()].sort().join(", ")}`;
  }
  return undefined;
}

runAlone(command, import.meta.url);
