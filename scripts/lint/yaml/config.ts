import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { fileStart, makeSource, type Place } from "../../core/source.ts";
import type { LayerNode } from "../../layers/model.ts";
import { parseLayer } from "../../layers/parse.ts";
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
  /** Rules that it turns on and that are not checked here, each with the place where that is written. */
  readonly notHere: readonly { readonly name: string; readonly place: Place }[];
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
  const notHere: { name: string; place: Place }[] = [];
  for (const [name, given] of settings.value) {
    if (given === undefined) continue;
    const known = rules[name];
    const at = (...more: string[]) => placeOf(file, text, ["rules", name, ...more]);
    if (!known) {
      if (!NOT_HERE.includes(name)) return wrong(file, `there is no rule \`${name}\``, at());
      notHere.push({ name, place: at() });
      continue;
    }
    const { level, ignore: _ignored, ...options } = given;
    const unknown = Object.keys(options).find(
      (one) => !(one in known.defaults) && one !== "ignore-from-file",
    );
    if (unknown !== undefined)
      return wrong(file, `the rule \`${name}\` has no option \`${unknown}\``, at(unknown));
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
  const base = baseOf(file, value.extends, placeOf(file, text, ["extends"]), read, depth);
  if (!base.ok) return base;
  const settings: Settings = new Map(base.value);
  if (value.rules === undefined) return ok(settings);
  if (!isObject(value.rules)) return wrong(file, "`rules` is no map", placeOf(file, text, ["rules"]));
  for (const [name, given] of Object.entries(value.rules)) {
    const set = ruleOf(given, settings.get(name));
    if (!set.ok)
      return wrong(
        file,
        `\`${name}\` is neither enable, disable nor a map of options`,
        placeOf(file, text, ["rules", name]),
      );
    settings.set(name, set.value);
  }
  return ok(settings);
}

function baseOf(
  file: string,
  name: Json | undefined,
  place: Place,
  read: (name: string) => string | undefined,
  depth: number,
): Result<Settings> {
  if (name === undefined || name === null) return ok(new Map());
  if (name === "default") return ok(DEFAULT);
  if (name === "relaxed") return ok(RELAXED);
  const text = typeof name === "string" && depth < DEEPEST ? read(name) : undefined;
  return text === undefined
    ? wrong(file, `it extends \`${String(name)}\`, which cannot be read`, place)
    : settingsIn(String(name), text, read, depth + 1);
}

/** Undefined where the rule is off. Options of the file that is extended stay, unless they are given anew. */
function ruleOf(given: Json, before: JsonObject | undefined): Result<JsonObject | undefined, undefined> {
  if (given === "disable" || given === false) return ok(undefined);
  if (given === "enable" || given === true) return ok(before ?? {});
  return isObject(given) ? ok({ ...before, ...given }) : fail(undefined);
}

function wrong(file: string, why: string, place = fileStart(file)): Result<never, Diagnostic[]> {
  return fail([diagnostic("CR826", `${file} cannot be used: ${why}`, { place })]);
}

/** Where a setting is written, as far down its path as the file says something; else what the file extends says it. */
function placeOf(file: string, text: string, path: readonly string[]): Place {
  const { root } = parseLayer(makeSource(file, text));
  let node: LayerNode = root;
  let place: Place | undefined;
  for (const key of path) {
    const entry: { key: Place; node: LayerNode } | undefined =
      node.kind === "map" ? node.entries.get(key) : undefined;
    if (!entry) break;
    [node, place] = [entry.node, entry.key];
  }
  const named = root.entries.get("rules")?.node;
  const said = path.length < 2 || (named?.kind === "map" && named.entries.has(path[1] as string));
  return (said ? place : root.entries.get("extends")?.key) ?? fileStart(file);
}
