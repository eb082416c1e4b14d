import { spawnSync } from "node:child_process";
import path from "node:path";
import { isBlank } from "../../../scripts/templates/frames.ts";
import { HELM_4_FUNCTIONS } from "../../../scripts/templates/functions.ts";
import type { Node, Operand, Pipeline } from "../../../scripts/templates/nodes.ts";
import { parseTemplate } from "../../../scripts/templates/parser.ts";
import { projectRoot } from "../../rig.ts";

export interface TreeComparison {
  readonly compared: number;
  readonly different: readonly string[];
}

/** The name of a file's own template in the program's answers. */
const FILE = "file";

/** Parses texts with Go's own parser (./trees, which needs only Go) and compares what is in its trees with our nodes. */
export function compareTrees(texts: readonly string[]): TreeComparison {
  const cwd = path.join(projectRoot, "test/templates/differential/trees");
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join("");
  const ran = spawnSync("go", ["run", ".", ...HELM_4_FUNCTIONS], {
    cwd,
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (ran.status !== 0) throw new Error(`go run failed: ${ran.error?.message ?? ran.stderr}`);
  const answers = ran.stdout.trimEnd().split("\n");
  const different: string[] = [];
  let compared = 0;
  for (const [at, text] of texts.entries()) {
    const ours = parseTemplate(text, { name: FILE });
    const go =
      answers[at] === "null" ? undefined : (JSON.parse(answers[at] ?? "") as Record<string, unknown>);
    const [theirs, own] = [go && inOrder(go), ours.ok ? inOrder(templatesOf(ours.value)) : undefined];
    compared += 1;
    if (theirs !== own)
      different.push(`${JSON.stringify(text.slice(0, 1500))}\n  Go: ${theirs}\n  ours: ${own}`);
  }
  return { compared, different };
}

function inOrder(templates: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(templates).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What each template of a file holds. Of two definitions of a name the one that is not blank counts. */
function templatesOf(nodes: readonly Node[]): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  const blank = new Set<string>();
  const define = (name: string, body: readonly Node[]): void => {
    if (name in all && !blank.has(name)) return;
    all[name] = shapes(body);
    if (isBlank(body)) blank.add(name);
    else blank.delete(name);
  };
  const search = (list: readonly Node[]): void => {
    for (const node of list) {
      if (node.kind === "branch") search([...node.body, ...node.otherwise]);
      if (node.kind !== "define") continue;
      search(node.body);
      define(node.name, node.body);
    }
  };
  search(nodes);
  define(FILE, nodes);
  return all;
}

function shapes(list: readonly Node[]): unknown[] {
  return list.flatMap(shape);
}

function shape(node: Node): unknown[] {
  switch (node.kind) {
    case "text":
      return [["text", node.text]];
    case "comment":
      return [];
    case "print":
      return [["print", pipeline(node.pipeline)]];
    case "jump":
      return [[node.word]];
    case "template":
      return [["template", node.name, node.pipeline ? pipeline(node.pipeline) : null]];
    case "define":
      return node.pipeline ? [["template", node.name, pipeline(node.pipeline)]] : [];
    case "branch":
      return [[node.word, pipeline(node.pipeline), shapes(node.body), shapes(node.otherwise)]];
  }
}

function pipeline({ variables, assigns, calls }: Pipeline): unknown {
  const operands = calls.map((call) => call.operands.map(operand));
  return ["pipeline", variables.map((name) => `$${name}`), assigns, operands];
}

function operand(one: Operand): unknown {
  const steps = "steps" in one ? one.steps.map(({ name }) => name) : [];
  switch (one.kind) {
    case "dot":
      return ["dot"];
    case "field":
      return ["field", steps];
    case "variable":
      return ["variable", [`$${one.name}`, ...steps]];
    case "function":
      return ["function", one.name];
    case "literal":
      if (one.literalKind === "complex" || one.literalKind === "nil") return [one.literalKind];
      return [one.literalKind === "char" ? "int" : one.literalKind, one.value];
    case "group": {
      // `f.a` is a group without parentheses.
      const [called] = one.pipeline.calls[0]?.operands ?? [];
      const inside = one.pipeline.start === one.start && called ? operand(called) : pipeline(one.pipeline);
      return steps.length === 0 ? inside : ["chain", inside, steps];
    }
  }
}
