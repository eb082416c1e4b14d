import { createRequire } from "node:module";
import type { Ajv, ValidateFunction } from "ajv";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type GoPattern, goPattern } from "../core/go-pattern.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart, makeSource, type Place, placeAt } from "../core/source.ts";

/** A schema that can be asked, and parts of it by pointer. */
export interface CompiledSchema {
  readonly root: JsonObject;
  readonly check: ValidateFunction;
  /** What is worth saying about the schema itself, though it can be used. */
  readonly notes: readonly Diagnostic[];
  /** Compiles a part of the schema by itself, with the root's definitions in reach. */
  part(schema: Json): ValidateFunction;
}

const compiled = new Map<string, Result<CompiledSchema>>();

/** A schema as Helm reads it: dialect by `$schema` (2020-12 without), formats not asserted, patterns in RE2. */
export function compileSchema(schema: Json, file: string, text?: string): Result<CompiledSchema> {
  const key = `${file}\n${JSON.stringify(schema)}`;
  let known = compiled.get(key);
  if (!known) {
    known = compile(schema, file, text ?? JSON.stringify(schema));
    compiled.set(key, known);
  }
  return known;
}

/** What there is to say about a schema itself, without asking it: fails where it cannot be used. */
export function schemaNotes(schema: Json, file: string, text: string): Result<readonly Diagnostic[]> {
  const read = readSchema(schema, file, text);
  return read.ok ? ok(read.value.notes) : read;
}

function readSchema(
  schema: Json,
  file: string,
  text: string,
): Result<{ readonly schema: JsonObject; readonly dialect: Dialect; readonly notes: readonly Diagnostic[] }> {
  if (!isObject(schema))
    return fail([diagnostic("CR210", "a schema is a JSON object", { place: fileStart(file) })]);
  const dialect = dialectOf(schema);
  if (!dialect) {
    const place = placeOfText(file, text, JSON.stringify(schema.$schema));
    const help = 'write "http://json-schema.org/draft-07/schema#"';
    return fail([diagnostic("CR213", "this dialect is not known", { place, help })]);
  }
  const problems = schemaProblems(schema, file, text);
  return problems.length > 0
    ? fail(problems)
    : ok({ schema, dialect, notes: newDialect(schema, file, text) });
}

function compile(given: Json, file: string, text: string): Result<CompiledSchema> {
  const read = readSchema(given, file, text);
  if (!read.ok) return read;
  const { schema, dialect, notes } = read.value;
  const { $schema: _dialect, $id: _id, ...root } = schema;
  const ajv = validatorOf(dialect, root);
  try {
    const check = ajv.compile(root);
    const definitions = { definitions: root.definitions ?? {}, $defs: root.$defs ?? {} };
    const parts = new Map<Json, ValidateFunction>();
    return ok({
      root,
      check,
      notes,
      part(one) {
        let found = parts.get(one);
        if (!found) {
          found = ajv.compile(isObject(one) ? { ...definitions, allOf: [one] } : (one as boolean));
          parts.set(one, found);
        }
        return found;
      },
    });
  } catch (error) {
    const message = (error as Error).message.split("\n")[0] ?? "it does not compile";
    return fail([diagnostic("CR210", `this schema cannot be used: ${message}`, { place: fileStart(file) })]);
  }
}

/** A dialect of JSON Schema: the module that reads it, of which `Ajv` is one and the others are kinds of it. */
type Dialect = "ajv" | "ajv/dist/2019.js" | "ajv/dist/2020.js";

const validators = new Map<Dialect, Ajv>();
const require = createRequire(import.meta.url);

/**
 * One validator serves all schemas of a dialect: to compile the dialect's own schema takes longer than to compile most
 * charts' schemas. A schema that names parts of itself by `$id` gets its own, since those names are the validator's.
 */
function validatorOf(dialect: Dialect, root: JsonObject): Ajv {
  const own = /"\$id":/.test(JSON.stringify(root));
  const known = own ? undefined : validators.get(dialect);
  if (known) return known;
  // Loaded when it is first wanted: values that Helm has taken are not asked about, and it takes longer than a start.
  const { default: Validator } = require(dialect) as { default: typeof Ajv };
  const made = new Validator({
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
    // Smaller code is not worth the time it takes: most schemas are asked a few times.
    code: {
      optimize: false,
      regExp: Object.assign((pattern: string) => matcher(pattern), { code: "matcher" }),
    },
  });
  if (!own) validators.set(dialect, made);
  return made;
}

/** ajv keeps compiled patterns by their text; those that are none were refused before. */
function matcher(pattern: string): GoPattern {
  return goPattern(pattern) as GoPattern;
}

function dialectOf(schema: JsonObject): Dialect | undefined {
  const name = schema.$schema;
  if (name === undefined) return "ajv/dist/2020.js";
  if (typeof name !== "string") return undefined;
  if (/draft-0[67]\/schema#?$/.test(name)) return "ajv";
  if (/2019-09\/schema#?$/.test(name)) return "ajv/dist/2019.js";
  if (/2020-12\/schema#?$/.test(name)) return "ajv/dist/2020.js";
  return undefined;
}

/** A dialect that Helm reads since 3.18: releases of it before took the schema for draft 7. */
function newDialect({ $schema }: JsonObject, file: string, text: string): Diagnostic[] {
  if (typeof $schema !== "string" || !/20(?:19-09|20-12)\/schema#?$/.test($schema)) return [];
  return [
    diagnostic("CR213", "Helm before 3.18 does not know this dialect", {
      severity: "info",
      place: placeOfText(file, text, JSON.stringify($schema)),
      help: 'for those too, write "http://json-schema.org/draft-07/schema#"',
    }),
  ];
}

function schemaProblems(root: JsonObject, file: string, text: string): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const visit = (schema: Json): void => {
    if (Array.isArray(schema)) for (const one of schema) visit(one as Json);
    if (!isObject(schema)) return;
    const { $ref, pattern } = schema;
    if (typeof $ref === "string" && !resolves(root, $ref)) {
      const place = placeOfText(file, text, JSON.stringify($ref));
      const why = $ref.startsWith("#") ? "leads nowhere" : "leads out of this file";
      problems.push(
        diagnostic("CR211", `\`$ref\` ${JSON.stringify($ref)} ${why}`, {
          place,
          help: "use `#/definitions/name`",
        }),
      );
    }
    if (typeof pattern === "string" && !goPattern(pattern)) {
      const place = placeOfText(file, text, JSON.stringify(pattern));
      problems.push(
        diagnostic("CR212", "this pattern is not RE2", {
          place,
          help: "no lookahead, lookbehind or backreference",
        }),
      );
    }
    for (const [key, value] of Object.entries(schema)) {
      if (!["default", "examples", "enum", "const"].includes(key)) visit(value);
    }
  };
  visit(root);
  return problems;
}

function resolves(root: JsonObject, ref: string): boolean {
  if (ref === "#") return true;
  if (!ref.startsWith("#/")) return ref.startsWith("#") && JSON.stringify(root).includes(`"${ref.slice(1)}"`);
  return valueAt(root, pointerSteps(ref.slice(1))) !== undefined || atPointer(root, ref) !== undefined;
}

/** The part of a schema that `#/a/b` names. */
export function atPointer(root: Json, pointer: string): Json | undefined {
  let found: Json | undefined = root;
  for (const step of pointerSteps(pointer.replace(/^#/, ""))) {
    if (Array.isArray(found)) found = (found as readonly Json[])[Number(step)];
    else found = isObject(found) ? found[step] : undefined;
  }
  return found;
}

/** The steps of a JSON pointer, unescaped. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function placeOfText(file: string, text: string, wanted: string): Place {
  const at = text.indexOf(wanted);
  return at < 0 ? fileStart(file) : placeAt(makeSource(file, text), at, at + wanted.length);
}
