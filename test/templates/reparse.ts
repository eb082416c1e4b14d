import type { Call, Node, Operand, Pipeline, Range } from "../../scripts/templates/nodes.ts";
import { parseTemplate } from "../../scripts/templates/parser.ts";

/** How many ranges were looked at, and what was found wrong. */
export interface Reparsed {
  readonly looked: number;
  readonly wrong: readonly string[];
}

/**
 * Cuts the text of each node, pipeline, call, operand and field out of the source, parses it again alone and compares:
 * the same node must come, each range moved by where the text was cut.
 */
export function reparse(text: string): Reparsed {
  const read = parseTemplate(text);
  if (!read.ok) return { looked: 0, wrong: [`does not parse: ${read.error.message}`] };
  const check = new Check(text, declarations(read.value));
  check.nodes(read.value);
  return { looked: check.looked, wrong: check.wrong };
}

class Check {
  looked = 0;
  readonly wrong: string[] = [];
  readonly #text: string;
  readonly #before: string;

  constructor(text: string, before: string) {
    this.#text = text;
    this.#before = before;
  }

  nodes(list: readonly Node[]): void {
    let last = 0;
    for (const node of list) {
      this.#expect(node.start >= last, `order of ${node.kind}`, node);
      last = "closeEnd" in node ? node.closeEnd : node.end;
      this.#node(node);
    }
  }

  #node(node: Node): void {
    const cut = this.#text.slice(node.start, node.end);
    if (node.kind === "text") {
      this.#expect(node.text === cut && cut !== "", "text", node);
      return;
    }
    this.#expect(cut.startsWith("{{") && cut.endsWith("}}"), `action of ${node.kind}`, node);
    if (node.kind === "branch" || node.kind === "define") this.#body(node);
    else this.#same(node, `${this.#before}{{range .}}`, (nodes) => inRange(nodes)[0]);
    if ("pipeline" in node && node.pipeline) this.#pipeline(node.pipeline);
    if ("nameStart" in node) {
      const name = this.#operand({ start: node.nameStart, end: node.nameEnd });
      this.#expect(name?.kind === "literal" && name.value === node.name, `name of ${node.kind}`, node);
    }
  }

  #body(node: Node & { readonly kind: "branch" | "define" }): void {
    const { start, end, bodyStart, bodyEnd, closeEnd } = node;
    const otherwise = node.kind === "branch" ? node.elseStart : undefined;
    this.#expect(bodyStart === end, "start of a body", node);
    this.#expect(/^\{\{-?\s*(end|else)\b/.test(this.#text.slice(bodyEnd)), "end of a body", node);
    this.#expect(/\bend\s*-?\}\}$/.test(this.#text.slice(bodyEnd, closeEnd)), "end of the {{end}}", node);
    if (otherwise !== undefined) this.#expect(otherwise === bodyEnd, "start of the {{else}}", node);
    this.nodes(node.body);
    if (node.kind === "branch") this.nodes(node.otherwise);
    if (/^\{\{-?\s*else\b/.test(this.#text.slice(start, end))) return;
    if (node.kind === "define" && !node.pipeline)
      this.#same({ ...node, end: closeEnd }, "", ([one]) => cutEnd(one));
    else
      this.#same({ ...node, end: closeEnd }, `${this.#before}{{range .}}`, (nodes) =>
        cutEnd(inRange(nodes)[0]),
      );
  }

  #pipeline(pipeline: Pipeline): void {
    this.#same(pipeline, `${this.#before}{{range `, (nodes) => rangeOf(nodes)?.pipeline);
    for (const call of pipeline.calls) {
      this.#same(call, `${this.#before}{{range `, (nodes) => rangeOf(nodes)?.pipeline.calls[0]);
      for (const operand of call.operands) this.#operandRange(operand);
    }
  }

  #operandRange(operand: Operand): void {
    this.#same(operand, `${this.#before}{{range `, (nodes) => firstOperand(rangeOf(nodes)));
    if (operand.kind === "literal") {
      this.#expect(operand.raw === this.#text.slice(operand.start, operand.end), "raw literal", operand);
    }
    if ("steps" in operand)
      for (const step of operand.steps) {
        const field = this.#operand(step);
        this.#expect(field?.kind === "field" && field.steps[0]?.name === step.name, "field", step);
      }
    if (operand.kind === "group") this.#pipeline(operand.pipeline);
  }

  #operand(range: Range): Operand | undefined {
    const read = parseTemplate(`{{range ${this.#text.slice(range.start, range.end)}}}{{end}}`);
    return read.ok ? firstOperand(rangeOf(read.value)) : undefined;
  }

  /** Parses the text of `range` behind `before`, and compares what `find` takes from it with `range` itself. */
  #same(range: Range, before: string, find: (nodes: readonly Node[]) => Range | undefined): void {
    const cut = this.#text.slice(range.start, range.end);
    const closer = before.endsWith("{{range ")
      ? "}}{{end}}"
      : before.endsWith("{{range .}}")
        ? "{{end}}"
        : "";
    const read = parseTemplate(before + cut + closer);
    const found = read.ok ? find(read.value) : undefined;
    const moved = found && move(found, range.start - before.length);
    const told = read.ok ? "" : ` (${read.error.message})`;
    this.#expect(JSON.stringify(moved) === JSON.stringify(sorted(range)), `range${told}`, range);
  }

  #expect(right: boolean, what: string, { start, end }: Range): void {
    this.looked += 1;
    if (!right)
      this.wrong.push(`${what} at ${start}-${end}: ${JSON.stringify(this.#text.slice(start, end))}`);
  }
}

/** `{{$x := 1}}` for each variable that the file declares, so that a piece of it parses alone. */
function declarations(nodes: readonly Node[]): string {
  const lists = [...JSON.stringify(nodes).matchAll(/"variables":(\[[^\]]*\])/g)];
  const each = new Set(lists.flatMap(([, list = "[]"]) => JSON.parse(list) as string[]));
  return [...each].map((name) => `{{$${name} := 1}}`).join("");
}

type Branch = Node & { readonly kind: "branch" };

function rangeOf(nodes: readonly Node[]): Branch | undefined {
  return nodes.find((node): node is Branch => node.kind === "branch" && node.word === "range");
}

function inRange(nodes: readonly Node[]): readonly Node[] {
  return rangeOf(nodes)?.body ?? [];
}

function firstOperand(branch: Branch | undefined): Operand | undefined {
  const call: Call | undefined = branch?.pipeline.calls[0];
  return call?.operands[0];
}

/** A branch or define whose range ends where its `{{end}}` does. */
function cutEnd(node: Node | undefined): Range | undefined {
  return node && "closeEnd" in node ? { ...node, end: node.closeEnd } : node;
}

/** A copy whose keys are in order and whose offsets are moved. */
function move(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((one) => move(one, by));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, one]) => [
      key,
      /^(start|end)$|(Start|End)$/.test(key) ? (one as number) + by : move(one, by),
    ]),
  );
}

function sorted(value: unknown): unknown {
  return move(value, 0);
}
