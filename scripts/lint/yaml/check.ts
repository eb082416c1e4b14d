import { parseAllDocuments } from "yaml";
import { makeSource, placeAt } from "../../core/source.ts";
import { disabledIn } from "./disabled.ts";
import type { Problem, RuleOptions, YamlFile } from "./model.ts";
import { rules } from "./rules.ts";
import { tokensOf } from "./tokens.ts";

/** The rules that are on, each with its level and all of its options. */
export type RuleSet = ReadonlyMap<
  string,
  { readonly level: "error" | "warning"; readonly options: RuleOptions }
>;

/**
 * What yamllint says about a text, by the same names and at the same places: the rules that are on, without those that
 * comments of the file turn off, and `syntax` where it is no YAML. Ordered by place.
 */
export function lintYaml(text: string, ruleSet: RuleSet): Problem[] {
  const disabled = disabledIn(text, Object.keys(rules));
  if (disabled === "file") return [];
  const file = readFile(text);
  const problems: Problem[] = [];
  for (const [rule, { level, options }] of ruleSet)
    rules[rule]?.run(file, options, ({ line, column }, message) => {
      if (!disabled(rule, line)) problems.push({ rule, level, line, column, message });
    });
  // libyaml, which Helm reads with, does not ask how deep the end of a flow collection stands.
  const errors = file.documents.flatMap((one) => one.errors);
  const error = errors.find(({ code, message }) => !(code === "BAD_INDENT" && message.startsWith("Flow ")));
  if (error) {
    const message = `syntax error: ${error.message.replace(/\s+at line \d[\s\S]*$/, "").replace(/\.$/, "")}`;
    problems.push({ rule: "syntax", level: "error", ...file.at(error.pos[0]), message });
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

function readFile(text: string): YamlFile {
  const source = makeSource("", text);
  const parsed = parseAllDocuments(text, {
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
    resolveKnownTags: false,
  });
  return {
    text,
    lines: text.split("\n").map((line) => line.replace(/\r$/, "")),
    tokens: tokensOf(text),
    documents: Array.isArray(parsed) ? parsed : [],
    at: (offset) => {
      const { line, column } = placeAt(source, offset, offset);
      return { line, column };
    },
  };
}
