import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { fileStart } from "../../core/source.ts";
import { readYaml } from "../../render/manifest-yaml.ts";
import type { RuleSet } from "./check.ts";
import type { OptionValue } from "./model.ts";
import { rules } from "./rules.ts";

/** Rules of yamllint that are not checked here. */
const NOT_HERE = [
  "anchors",
  "empty-values",
  "float-values",
  "key-ordering",
  "octal-values",
  "quoted-strings",
];

/** What a lintconf file asks for. */
export interface YamlSettings {
  readonly rules: RuleSet;
  /** Rules that it turns on and that are not checked here. */
  readonly notHere: readonly string[];
}

type Settings = Map<string, JsonObject | undefined>;

const on = (...names: string[]): [string, JsonObject][] => names.map((name) => [name, {}]);
const warned = (...names: string[]): [string, JsonObject][] =>
  names.map((name) => [name, { level: "warning" }]);

/** What `extends: default` and `extends: relaxed` mean, after yamllint's documentation. */
const DEFAULT: Settings = new Map<string, JsonObject | undefined>([
  ...on("anchors", "braces", "brackets", "colons", "commas", "empty-lines", "hyphens", "indentation"),
  ...on("key-duplicates", "line-length", "new-line-at-end-of-file", "new-lines", "trailing-spaces"),
  ...warned("comments", "comments-indentation", "document-start", "truthy"),
]);
const RELAXED: Settings = new Map<string, JsonObject | undefined>([
  ...on("anchors", "key-duplicates", "new-line-at-end-of-file", "new-lines", "trailing-spaces"),
  ...warned("braces", "brackets", "colons", "commas", "empty-lines", "hyphens"),
  ["indentation", { level: "warning", "indent-sequences": "consistent" }],
  ["line-length", { level: "warning", "allow-non-breakable-inline-mappings": true }],
]);

/** Reads the text of a lintconf file, whose name findings give; `read` gives the text of a file that it extends. */
export function readYamlSettings(
  file: string,
  text: string,
  read: (name: string) => string | undefined,
): Result<YamlSettings> {
  const settings = settingsIn(file, text, read, 0);
  if (!settings.ok) return settings;
  const found: [string, { level: "error" | "warning"; options: Record<string, OptionValue> }][] = [];
  const notHere: string[] = [];
  for (const [name, given] of settings.value) {
    if (given === undefined) continue;
    const known = rules[name];
    if (!known) {
      if (!NOT_HERE.includes(name)) return wrong(file, `there is no rule \`${name}\``);
      notHere.push(name);
      continue;
    }
    const { level, ignore: _ignored, ...options } = given;
    const unknown = Object.keys(options).find(
      (one) => !(one in known.defaults) && one !== "ignore-from-file",
    );
    if (unknown !== undefined) return wrong(file, `the rule \`${name}\` has no option \`${unknown}\``);
    found.push([
      name,
      {
        level: level === "warning" ? "warning" : "error",
        options: { ...known.defaults, ...(options as Record<string, OptionValue>) },
      },
    ]);
  }
  return ok({ rules: new Map(found), notHere });
}

/** Guards against files that extend each other. */
const DEEPEST = 8;

function settingsIn(
  file: string,
  text: string,
  read: (name: string) => string | undefined,
  depth: number,
): Result<Settings> {
  const { value } = readYaml(text);
  if (!isObject(value)) return wrong(file, "it is no map");
  const base = baseOf(file, value.extends, read, depth);
  if (!base.ok) return base;
  const settings: Settings = new Map(base.value);
  if (value.rules === undefined) return ok(settings);
  if (!isObject(value.rules)) return wrong(file, "`rules` is no map");
  for (const [name, given] of Object.entries(value.rules)) {
    const set = ruleOf(given, settings.get(name));
    if (!set.ok) return wrong(file, `\`${name}\` is neither enable, disable nor a map of options`);
    settings.set(name, set.value);
  }
  return ok(settings);
}

function baseOf(
  file: string,
  name: Json | undefined,
  read: (name: string) => string | undefined,
  depth: number,
): Result<Settings> {
  if (name === undefined || name === null) return ok(new Map());
  if (name === "default") return ok(DEFAULT);
  if (name === "relaxed") return ok(RELAXED);
  const text = typeof name === "string" && depth < DEEPEST ? read(name) : undefined;
  return text === undefined
    ? wrong(file, `it extends \`${String(name)}\`, which cannot be read`)
    : settingsIn(String(name), text, read, depth + 1);
}

/** Undefined where the rule is off. Options of the file that is extended stay, unless they are given anew. */
function ruleOf(given: Json, before: JsonObject | undefined): Result<JsonObject | undefined, undefined> {
  if (given === "disable" || given === false) return ok(undefined);
  if (given === "enable" || given === true) return ok(before ?? {});
  return isObject(given) ? ok({ ...before, ...given }) : fail(undefined);
}

function wrong(file: string, why: string): Result<never, Diagnostic[]> {
  return fail([diagnostic("CR826", `${file} cannot be used: ${why}`, { place: fileStart(file) })]);
}
