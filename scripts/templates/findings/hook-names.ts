import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { placeAt, type Source } from "../../core/source.ts";
import type { ChartFiles } from "../chart-files.ts";
import type { Call, Node, Operand, Pipeline, Range } from "../nodes.ts";

/** Functions whose result is another at each render. */
const CHANGING = /^(?:now|uuidv4|rand(?:Alpha|AlphaNum|Ascii|Numeric|Int|Bytes))$/;
/** Functions whose result changes when an argument does. Of others (`default`, `ternary`, `len`) nobody knows. */
const PASSING = new Set(
  (
    "print printf println cat lower upper title quote squote trim trimAll trimPrefix trimSuffix trunc substr replace " +
    "nospace kebabcase snakecase toString int int64 float64 add add1 sub mul date dateInZone unixEpoch htmlDate join list " +
    "sha1sum sha256sum adler32sum b64enc b32enc"
  ).split(" "),
);

/**
 * CR525: a hook whose name is another each time. `before-hook-creation` looks for the last run by its name and finds
 * nothing; only hook-succeeded together with hook-failed leave none behind. A hook is known by a line `helm.sh/hook` in
 * the same document (or named template) as the line `name:` below `metadata:`.
 */
export function changingHookNames(chart: ChartFiles): Diagnostic[] {
  return chart.templates.flatMap(({ source, nodes }) => {
    if (!source.text.includes("helm.sh/hook")) return [];
    return documentsOf(source, nodes).flatMap((document) => {
      const text = source.text.slice(document.start, document.end);
      const name =
        /^([ \t]*)metadata:[ \t]*\r?\n(?:\1[ \t]+.*\r?\n|[ \t]*\r?\n|\{\{.*\r?\n)*?\1[ \t]+name:(.*)$/m.exec(
          text,
        );
      if (!name || !/^\s*["']?helm\.sh\/hook["']?\s*:/m.test(text)) return [];
      const policy = /^\s*["']?helm\.sh\/hook-delete-policy["']?\s*:(.*)$/m.exec(text)?.[1] ?? "";
      if (policy.includes("{{") || (policy.includes("hook-succeeded") && policy.includes("hook-failed")))
        return [];
      const end = document.start + name.index + name[0].length;
      const line = { start: end - (name[2] as string).length, end };
      const what = changingIn(printsOn(document.nodes, line), chart);
      if (what === undefined) return [];
      return diagnostic("CR525", `the hook's name changes with \`${what}\`, so the last run is never found`, {
        place: placeAt(source, line.start + (/^\s*/.exec(name[2] as string)?.[0].length ?? 0), end),
        help: "give it one name; before-hook-creation then removes the last run before the next",
      });
    });
  });
}

interface Document extends Range {
  readonly nodes: readonly Node[];
}

/** The documents of a file, and of each of its named templates. */
function documentsOf(source: Source, nodes: readonly Node[]): Document[] {
  const bodies = nodes.flatMap((node) =>
    node.kind === "define" ? [{ start: node.bodyStart, end: node.bodyEnd, nodes: node.body }] : [],
  );
  const own = nodes.filter(({ kind }) => kind !== "define");
  return [...bodies, { start: 0, end: source.text.length, nodes: own }].flatMap((body) => {
    const marks = [...source.text.slice(body.start, body.end).matchAll(/^---/gm)].map(
      ({ index }) => body.start + index,
    );
    const starts = [body.start, ...marks];
    return starts.map((start, at) => ({ start, end: starts[at + 1] ?? body.end, nodes: body.nodes }));
  });
}

/** What is printed on a line whenever the line is: not what a condition on the line itself may leave out. */
function printsOn(nodes: readonly Node[], line: Range): Pipeline[] {
  return nodes.flatMap((node) => {
    const inside = line.start <= node.start && node.start < line.end;
    if (node.kind === "print") return inside ? [node.pipeline] : [];
    if (node.kind !== "branch" || inside) return [];
    return [...printsOn(node.body, line), ...printsOn(node.otherwise, line)];
  });
}

/** The name of what makes one of these pipelines print another text each time. */
function changingIn(pipelines: readonly Pipeline[], chart: ChartFiles, depth = 0): string | undefined {
  for (const one of pipelines) {
    const what = changing(one, chart, depth);
    if (what !== undefined) return what;
  }
  return undefined;
}

/** Functions that include functions that include functions: deeper is no chart that anybody wrote. */
const DEEPEST = 8;

function changing({ calls, variables }: Pipeline, chart: ChartFiles, depth: number): string | undefined {
  if (depth > DEEPEST || variables.length > 0) return undefined;
  let what: string | undefined;
  for (const call of calls) {
    const passes = what !== undefined && isPassing(call);
    what = passes ? what : ofCall(call, chart, depth);
  }
  return what;
}

function isPassing({ operands: [head] }: Call): boolean {
  return head?.kind === "function" && PASSING.has(head.name);
}

function ofCall(call: Call, chart: ChartFiles, depth: number): string | undefined {
  const [head, ...args] = call.operands;
  if (!head) return undefined;
  if (head.kind !== "function") return ofOperand(head, chart, depth);
  if (CHANGING.test(head.name)) return head.name;
  if (head.name === "include") {
    const [name] = args;
    const define =
      name?.kind === "literal" && typeof name.value === "string" ? chart.defines.get(name.value) : undefined;
    const prints = define?.node.body.flatMap((one) => (one.kind === "print" ? [one.pipeline] : [])) ?? [];
    return changingIn(prints, chart, depth + 1);
  }
  if (!PASSING.has(head.name)) return undefined;
  for (const one of args) {
    const what = ofOperand(one, chart, depth);
    if (what !== undefined) return what;
  }
  return undefined;
}

function ofOperand(operand: Operand, chart: ChartFiles, depth: number): string | undefined {
  if (operand.kind === "function") return CHANGING.test(operand.name) ? operand.name : undefined;
  if (operand.kind === "group") return changing(operand.pipeline, chart, depth + 1);
  if (operand.kind !== "field" && operand.kind !== "variable") return undefined;
  const path = operand.steps.map(({ name }) => name).join(".");
  return path === "Release.Revision" ? ".Release.Revision" : undefined;
}
