import type { Node, Operand, Pipeline } from "../../scripts/templates/nodes.ts";
import { type ParseOptions, parseTemplate } from "../../scripts/templates/parser.ts";

/** A template's nodes in a short notation without ranges, or its fault: the text it marks, then why. */
export function outline(text: string, options?: ParseOptions): string {
  const read = parseTemplate(text, options);
  if (read.ok) return nodes(read.value);
  const { start, end, message } = read.error;
  return `at ${JSON.stringify(text.slice(start, end))}: ${message}`;
}

function nodes(list: readonly Node[]): string {
  return list.map(node).join(" ");
}

function node(one: Node): string {
  switch (one.kind) {
    case "text":
      return JSON.stringify(one.text);
    case "comment":
      return `${trims(one, `/*${one.text}*/`)}`;
    case "print":
      return trims(one, pipeline(one.pipeline));
    case "jump":
      return one.word;
    case "template":
      return trims(one, `template ${one.name}${one.pipeline ? ` ${pipeline(one.pipeline)}` : ""}`);
    case "define":
      return `${one.pipeline ? `block ${one.name} ${pipeline(one.pipeline)}` : `define ${one.name}`} [${nodes(one.body)}]`;
    case "branch": {
      const otherwise = one.elseStart === undefined ? "" : ` else [${nodes(one.otherwise)}]`;
      return `${one.word} ${pipeline(one.pipeline)} [${nodes(one.body)}]${otherwise}`;
    }
  }
}

function trims(one: { trimLeft: boolean; trimRight: boolean }, inside: string): string {
  return `{${one.trimLeft ? "-" : ""}${inside}${one.trimRight ? "-" : ""}}`;
}

function pipeline({ variables, assigns, calls }: Pipeline): string {
  const declared = variables.map((name) => `$${name}`).join(",");
  const run = calls.map(({ operands }) => operands.map(operand).join(" ")).join(" | ");
  return declared === "" ? run : `${declared} ${assigns ? "=" : ":="} ${run}`;
}

function operand(one: Operand): string {
  const steps = "steps" in one ? one.steps.map(({ name }) => `.${name}`).join("") : "";
  switch (one.kind) {
    case "dot":
      return ".";
    case "literal":
      return one.literalKind === "string" ? JSON.stringify(one.value) : `${one.literalKind}:${one.value}`;
    case "function":
      return one.name;
    case "field":
      return steps;
    case "variable":
      return `$${one.name}${steps}`;
    case "group":
      return `(${pipeline(one.pipeline)})${steps}`;
  }
}
