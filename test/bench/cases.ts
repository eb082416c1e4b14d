import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { toolEnvironment } from "../../scripts/tools/environment.ts";
import { findTool } from "../../scripts/tools/find.ts";
import type { ToolName } from "../../scripts/tools/model.ts";
import { installPacked } from "../packed.ts";
import { projectRoot } from "../rig.ts";
import { bareNode, type Program, type Timing, time } from "./measure.ts";
import { rendersAlone } from "./renders.ts";
import { type BenchRepository, keyVariables } from "./repository.ts";

/** One thing that is timed: programs that run one after another. */
export interface Case {
  readonly programs: readonly Program[];
  /** What is done before each run, outside its time. */
  readonly before?: () => void;
}

export interface Cases {
  readonly node: Case;
  readonly help: Case;
  readonly verbHelp: Case;
  readonly version: Case;
  readonly completion: Case;
  readonly template: Case;
  readonly templateOne: Case;
  readonly lint: Case;
  readonly decrypt: Case;
  readonly cold: Case;
  readonly warm: Case;
  readonly render: Case;
  readonly renders: Case;
}

export type CaseName = keyof Cases;

/** All that is timed on one repository. What is compared runs with the same tools, key and folder. */
export async function casesOf(repository: BenchRepository, cache: string): Promise<Cases> {
  const { root, environments, releases, secrets } = repository;
  const env = { ...(await toolEnvironment()), ...keyVariables(repository) };
  const program = (command: string, ...args: string[]): Program => ({ command, args, cwd: root, env });
  const helmfile = await tool("helmfile");
  const helm = await tool("helm");
  const sops = await tool("sops");
  const chartroom = (...args: string[]) => chartroomProgram(repository, cache, args);
  const home = installPacked(mkdtempSync(path.join(path.dirname(root), "package-")));
  const started = path.join(home, "node_modules/chartroom/dist/scripts/main.js");
  const packed = (...args: string[]) => program(process.execPath, started, ...args);
  const template = (name: string) => program(helmfile, "-e", name, "-q", "template");
  const check = { programs: [chartroom("check")] };
  const [first = ""] = environments;
  return {
    node: { programs: [bareNode(root)] },
    help: { programs: [packed("help")] },
    verbHelp: { programs: [packed("check", "--help")] },
    version: { programs: [packed("version")] },
    completion: { programs: [packed("completion", "words", "--", "check", "--ba")] },
    template: { programs: environments.map(template) },
    templateOne: { programs: [template(first)] },
    lint: { programs: releases.map((one) => program(helm, "lint", path.join("charts", one))) },
    decrypt: { programs: secrets.map((one) => program(sops, "decrypt", one)) },
    cold: { ...check, before: () => rmSync(cache, { recursive: true, force: true }) },
    warm: check,
    render: { programs: [chartroom("-e", first, "render", "--no-cache")] },
    renders: { programs: [await rendersAlone(repository)] },
  };
}

/** The built chartroom of this checkout, with an own cache of renders and the tools that are built already. */
export function chartroomProgram(
  repository: BenchRepository,
  cache: string,
  args: readonly string[],
  more: Program["env"] = {},
): Program {
  return {
    command: process.execPath,
    args: [path.join(projectRoot, "dist/scripts/main.js"), ...args],
    cwd: repository.root,
    env: {
      ...keyVariables(repository),
      CHARTROOM_CACHE: cache,
      CHARTROOM_TOOLS: toolsDirectory(),
      ...more,
    },
  };
}

/** Times every case once a round, in turn, so that what disturbs the machine disturbs all alike. */
export async function timeRounds<Name extends string>(
  cases: Readonly<Record<Name, Case>>,
  rounds: number,
  tell: (round: number) => void,
): Promise<Record<Name, Timing[]>> {
  const names = Object.keys(cases) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as Timing[]])) as Record<Name, Timing[]>;
  for (let round = 1; round <= rounds; round += 1) {
    tell(round);
    for (const name of names) {
      const { programs, before } = cases[name];
      before?.();
      const parts: Timing[] = [];
      for (const one of programs) parts.push(await time(one));
      times[name].push(sumOf(parts));
    }
  }
  return times;
}

/** Programs that ran one after another, as one. */
export function sumOf(parts: readonly Timing[]): Timing {
  const sum = (pick: (one: Timing) => number) => parts.reduce((all, one) => all + pick(one), 0);
  return { wall: sum((one) => one.wall), cpu: sum((one) => one.cpu) };
}

async function tool(name: ToolName): Promise<string> {
  const found = await findTool(name);
  if (!found.ok) throw new Error(`${name} is not there: chartroom tools install ${name}`);
  return found.value.path;
}
