import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { ValuePath } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { openAnswers } from "../environment/answers.ts";
import { findHelmfile, type HelmfileLocation } from "../environment/find.ts";
import { holdsEncrypted } from "../merge/annotate.ts";
import { diffJson, diffText, valueDifferences } from "../merge/diff.ts";
import { environmentValues } from "../merge/environment.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { readPath } from "../merge/path.ts";
import { valuesJson, valuesText } from "../merge/show.ts";
import { nodeAt } from "../merge/value.ts";
import { report } from "../report/report.ts";
import { annotatedValues } from "../validate/environment.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { annotateReleases } from "../validate/release.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { exitCodeOf } from "./findings.ts";

export const command: Command = {
  name: "values",
  async run(invocation: Invocation): Promise<ExitCode> {
    const { file, format, cwd, screen } = invocation;
    const refuse = (diagnostics: readonly Diagnostic[], root = cwd): ExitCode => {
      screen.data(report(format, diagnostics, { root, color: screen.color }));
      return exitCodeOf(diagnostics, 2);
    };
    const asked = readArguments(invocation);
    if (!asked.ok) return refuse(asked.error);
    const { names, steps, json, noCache } = asked.value;
    const found = findHelmfile(cwd, file);
    if (!found.ok) return refuse(found.error);
    const { root } = found.value;
    const nodes: (MergedNode | undefined)[] = [];
    for (const name of names) {
      const values = await wholeValues(invocation, found.value, name, noCache);
      if (!values.ok) return refuse(values.error, root);
      nodes.push(nodeAt(values.value, steps));
      if (names.length === 1 && !nodes[0])
        return refuse([nothing(values.value, steps, invocation, name)], root);
    }
    const [name = "", other] = names;
    const [node, against] = nodes;
    if (other !== undefined) {
      const differences = valueDifferences(node, against, steps);
      const closed = nodes.some((one) => one && holdsEncrypted(one));
      const both = [name, other] as const;
      screen.data(json ? diffJson(differences, both) : diffText(differences, both, closed));
      if (closed) screen.say("no key opened the secrets: whether those of both differ is not known");
    } else if (node) screen.data(json ? valuesJson(node, steps) : valuesText(node, steps));
    return 0;
  },
};

interface Asked {
  /** One environment, or the two that are compared. */
  readonly names: readonly string[];
  readonly steps: ValuePath;
  readonly json: boolean;
  readonly noCache: boolean;
}

function readArguments({ environments, args, format }: Invocation): Result<Asked> {
  const wrong = (message: string, help: string) => fail([diagnostic("CR001", message, { help })]);
  const words: string[] = [];
  let json = format === "json";
  let noCache = false;
  let other: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === "--json") json = true;
    else if (word === "--no-cache") noCache = true;
    else if (word === "--diff" || word.startsWith("--diff=")) {
      other = word === "--diff" ? args[++at] : word.slice("--diff=".length);
      if (!other || other.startsWith("-"))
        return wrong("`--diff` names another environment", "chartroom -e staging values --diff production");
    } else words.push(word);
  }
  const [name] = environments;
  if (name === undefined || environments.length > 1)
    return wrong("values needs one environment", "chartroom -e staging values");
  const [written = ""] = words;
  if (words.length > 1 || written.startsWith("-"))
    return wrong("values takes one path", "chartroom help values");
  const steps = readPath(written);
  if (!steps)
    return wrong(
      `\`${written}\` is no path`,
      'a.b[0].c, and a key with dots in quotes: labels."app.kubernetes.io/name"',
    );
  return ok({ names: other === undefined ? [name] : [name, other], steps, json, noCache });
}

/** An environment's values with each release's final ones in place of its overlay. */
async function wholeValues(
  { helmfileOptions }: Invocation,
  location: HelmfileLocation,
  name: string,
  noCache: boolean,
): Promise<Result<MergedMap>> {
  const answers = noCache ? undefined : openAnswers(location);
  const read = await openEnvironment({ ...location, name, helmfileOptions, answers });
  answers?.settle();
  if (!read.ok) return read;
  const environment = read.value.value;
  const { merged } = await environmentValues(environment);
  return ok(annotatedValues(environment, merged, await annotateReleases(environment, merged)));
}

function nothing(whole: MergedMap, steps: ValuePath, { args }: Invocation, name: string): Diagnostic {
  const written = args.find((one) => !one.startsWith("-"));
  return diagnostic("CR232", `nothing sets \`${written}\` in ${name}`, { help: nearby(whole, steps) });
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
