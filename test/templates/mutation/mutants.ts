import { readFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../../scripts/core/files.ts";
import { isObject, type Json, type JsonObject } from "../../../scripts/core/json.ts";
import type { Node } from "../../../scripts/templates/nodes.ts";
import { parseTemplate } from "../../../scripts/templates/parser.ts";
import { everyNode, everyOperand, valueReferences } from "../../../scripts/templates/visit.ts";

/** One small mistake in one file of a chart. */
export interface Mutant {
  readonly kind: "reference" | "property" | "type" | "guard";
  /** Relative to the chart's folder. */
  readonly file: string;
  readonly text: string;
  readonly what: string;
  /** Lines of that file at which a finding is at the right place; of other files any that is about `name`. */
  readonly lines: readonly number[];
  readonly name: string;
}

/** Every mutant of a chart, in a fixed order. */
export function mutantsOf(chart: string): Mutant[] {
  const templates = filesBelow(path.join(chart, "templates"))
    .filter((name) => /\.(ya?ml|tpl)$/.test(name))
    .map((name) => `templates/${name}`);
  return [
    ...templates.flatMap((file) => references(file, readFileSync(path.join(chart, file), "utf8"))),
    ...templates.flatMap((file) => guards(file, readFileSync(path.join(chart, file), "utf8"))),
    ...schema(readFileSync(path.join(chart, "values.schema.json"), "utf8")),
  ];
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The last name of a reference is misspelt. */
function references(file: string, text: string): Mutant[] {
  const read = parseTemplate(text);
  if (!read.ok) return [];
  return [...valueReferences(read.value)].map(({ start, end }) => {
    const name = text.slice(text.lastIndexOf(".", end - 1) + 1, end);
    return {
      kind: "reference",
      file,
      text: `${text.slice(0, end)}x${text.slice(end)}`,
      what: text.slice(start, end),
      lines: [lineOf(text, start)],
      name,
    };
  });
}

/** A condition or a `with` is taken away: what stands in it always runs, with the guarded value in the place of the dot. */
function guards(file: string, text: string): Mutant[] {
  const read = parseTemplate(text);
  if (!read.ok) return [];
  return [...everyNode(read.value)].flatMap((node): Mutant[] => {
    if (node.kind !== "branch" || node.word === "range" || node.elseStart !== undefined) return [];
    if (node.pipeline.variables.length > 0 || text.startsWith("{{- else", node.start)) return [];
    const value = text.slice(node.pipeline.start, node.pipeline.end);
    if (node.word === "with" && !/^[$\w.]+$/.test(value)) return [];
    return [guardless(file, text, node, value)];
  });
}

function guardless(file: string, text: string, node: Node & { kind: "branch" }, value: string): Mutant {
  const body = node.word === "with" ? withDot(text, node, value) : text.slice(node.bodyStart, node.bodyEnd);
  const opening = emptied(text.slice(node.start, node.end));
  const closing = emptied(text.slice(node.bodyEnd, node.closeEnd));
  const first = lineOf(text, node.start);
  const last = lineOf(text, node.closeEnd);
  return {
    kind: "guard",
    file,
    text: text.slice(0, node.start) + opening + body + closing + text.slice(node.closeEnd),
    what: value,
    lines: Array.from({ length: last - first + 1 }, (_, at) => first + at),
    name: "",
  };
}

/** An action that does nothing, with the same marks for the white space around it. */
function emptied(action: string): string {
  return `${action.startsWith("{{-") ? "{{- " : "{{"}/* gone */${action.endsWith("-}}") ? " -}}" : "}}"}`;
}

/** The body of a `with` with its value written out wherever the dot stands for it. */
function withDot(text: string, node: Node & { kind: "branch" }, value: string): string {
  const starts: number[] = [];
  const visit = (nodes: readonly Node[]): void => {
    for (const one of nodes) {
      if ("pipeline" in one && one.pipeline)
        for (const operand of everyOperand(one.pipeline))
          if (operand.kind === "dot" || operand.kind === "field") starts.push(operand.start);
      if (one.kind !== "branch") continue;
      if (one.word === "if") visit(one.body);
      visit(one.otherwise);
    }
  };
  visit(node.body);
  let made = text.slice(node.bodyStart, node.bodyEnd);
  for (const start of starts.sort((a, b) => b - a)) {
    const at = start - node.bodyStart;
    const isDot = !/^\.[\w]/.test(made.slice(at));
    made = made.slice(0, at) + value + made.slice(at + (isDot ? 1 : 0));
  }
  return made;
}

const OTHER: Readonly<Record<string, string>> = {
  string: "integer",
  integer: "string",
  number: "string",
  boolean: "string",
  object: "string",
  array: "string",
};

/** A property of the schema gets another name, or another type. */
function schema(text: string): Mutant[] {
  const found: Mutant[] = [];
  const visit = (node: Json, at: string): void => {
    if (!isObject(node)) return;
    const properties = isObject(node.properties) ? node.properties : {};
    for (const [name, one] of Object.entries(properties)) {
      const here = `${at}/properties/${name}`;
      found.push(...mutate(here, name, one));
      visit(one, here);
    }
    if (isObject(node.items)) visit(node.items, `${at}/items`);
    for (const [name, one] of Object.entries(isObject(node.definitions) ? node.definitions : {}))
      visit(one, `${at}/definitions/${name}`);
  };
  const mutate = (pointer: string, name: string, one: Json): Mutant[] => {
    const renamed = changed(text, pointer, (parent) => {
      const entries = Object.entries(parent).map(
        ([key, value]) => [key === name ? `${name}x` : key, value] as const,
      );
      return Object.fromEntries(entries) as JsonObject;
    });
    const mutant = (kind: "property" | "type", made: string, what: string): Mutant => {
      const line = firstChange(text, made);
      // A type stands on a line below its property's.
      const lines = kind === "type" ? [line, line - 1] : [line];
      return { kind, file: "values.schema.json", text: made, what, lines, name };
    };
    const type = isObject(one) && typeof one.type === "string" ? one.type : "";
    const other = OTHER[type];
    if (other === undefined) return [mutant("property", renamed, pointer)];
    const retyped = changed(text, pointer, (parent) => ({
      ...parent,
      [name]: { ...(parent[name] as JsonObject), type: other },
    }));
    return [mutant("property", renamed, pointer), mutant("type", retyped, `${pointer}: ${type} -> ${other}`)];
  };
  visit(JSON.parse(text) as Json, "");
  return found;
}

/** The first line that is another one now. */
function firstChange(before: string, after: string): number {
  const [a, b] = [before.split("\n"), after.split("\n")];
  return a.findIndex((line, at) => line !== b[at]) + 1;
}

/** The schema with the map that holds a property replaced; written as the file is, so that lines stay. */
function changed(text: string, pointer: string, change: (parent: JsonObject) => JsonObject): string {
  const steps = pointer.split("/").slice(1);
  const walk = (node: Json, depth: number): Json => {
    if (depth === steps.length - 1) return change(node as JsonObject);
    const key = steps[depth] as string;
    return { ...(node as JsonObject), [key]: walk((node as JsonObject)[key] as Json, depth + 1) };
  };
  return `${JSON.stringify(walk(JSON.parse(text) as Json, 0), null, 2)}\n`;
}
