import { HELM_4_FUNCTIONS } from "../../../scripts/templates/functions.ts";
import { parseTemplate } from "../../../scripts/templates/parser.ts";
import { Random } from "../../random.ts";
import { realTemplates } from "../real.ts";
import { ACTIONS } from "./actions.ts";
import { generateTemplate } from "./generate.ts";
import { Helm, NAME } from "./helm.ts";
import { LEXEMES } from "./lexemes.ts";
import { mutate } from "./mutate.ts";

export interface Comparison {
  cases: number;
  accepted: number;
  refused: number;
  /** Of those that both refuse: the line is the same, another, or Go's line means something else. */
  sameLine: number;
  otherLine: number;
  noLine: number;
  /** One parser accepts, the other refuses. */
  readonly different: string[];
  /** The first few faults with another line. */
  readonly lines: string[];
}

/** Asks Helm and our parser about `count` templates: the fixed ones, real ones, then generated and mutated ones. */
export async function compareParsers(seed: number, count: number): Promise<Comparison> {
  return compareTexts(templates(seed, count));
}

export async function compareTexts(texts: Iterable<string>): Promise<Comparison> {
  const helm = await Helm.start();
  const done: Comparison = {
    ...{ cases: 0, accepted: 0, refused: 0, sameLine: 0, otherLine: 0, noLine: 0 },
    different: [],
    lines: [],
  };
  const left = texts[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) await compare(helm, next.value, done);
  };
  try {
    await Promise.all([work(), work()]);
  } finally {
    await helm.close();
  }
  return done;
}

async function compare(helm: Helm, text: string, done: Comparison): Promise<void> {
  const go = await helm.parse(text);
  const ours = parseTemplate(text, { name: NAME });
  done.cases += 1;
  if (go.ok !== ours.ok) {
    const told = `  Go: ${go.ok ? "accepts" : go.message}\n  ours: ${ours.ok ? "accepts" : ours.error.message}`;
    done.different.push(`${JSON.stringify(text.slice(0, 1500))}\n${told}`);
  } else if (go.ok || ours.ok) done.accepted += 1;
  else {
    done.refused += 1;
    const line = text.slice(0, ours.error.start).split("\n").length;
    if (go.line === undefined) done.noLine += 1;
    else if (go.line === line) done.sameLine += 1;
    else {
      done.otherLine += 1;
      if (done.lines.length < 20)
        done.lines.push(`${line}: ${ours.error.message}; Go ${go.line}: ${go.message}`);
    }
  }
}

/** The same for a seed: each lexeme and action of the lists alone, the real templates, then what chance makes. */
export function* templates(seed: number, count: number): Generator<string> {
  const random = new Random(seed);
  const real = realTemplates();
  const fixed = [...functionCalls(), ...LEXEMES.map((one) => `{{ ${one} }}`), ...ACTIONS, ...real];
  for (const text of fixed.slice(0, count)) yield text;
  for (let made = fixed.length; made < count; made += 1)
    yield random.chance(0.7) ? generateTemplate(random) : mutate(random, random.pick(real));
}

/** A call of each function that we know, and of some that Helm takes away or never had. */
function functionCalls(): string[] {
  const none = [
    "env",
    "expandenv",
    "lookUp",
    "yaml",
    "toYAML",
    "getenv",
    "exec",
    "printF",
    "break_",
    "required_",
    "hasSuffixes",
  ];
  return [...HELM_4_FUNCTIONS, ...none].map((name) => `{{ if false }}{{ ${name} }}{{ end }}`);
}
