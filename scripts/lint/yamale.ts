import { parseAllDocuments } from "yaml";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { type Call, readCall } from "./yamale-calls.ts";

/** A yamale schema as JSON Schema, and the validators in it of which that knows nothing. */
export interface TranslatedSchema {
  readonly schema: JsonObject;
  readonly notHere: readonly string[];
}

/**
 * Translates a schema of yamale: its first document is the schema, the keys of the others are what `include` names.
 * Unknown keys are refused, as yamale refuses them. The error says what cannot be read.
 */
export function translateYamale(text: string): Result<TranslatedSchema, string> {
  const [first, ...others] = readDocuments(text);
  if (!isObject(first)) return fail("its first document is no map");
  const includes: Record<string, Json> = Object.assign({}, ...others.filter((one) => isObject(one)));
  const translator = new Translator(Object.keys(includes));
  try {
    const definitions = Object.fromEntries(
      Object.entries(includes).map(([name, one]) => [name, translator.structure(one)]),
    );
    const schema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      definitions,
      ...translator.structure(first),
    };
    return ok({ schema, notHere: [...translator.notHere].sort() });
  } catch (error) {
    if (error instanceof Unreadable) return fail(error.message);
    throw error;
  }
}

function readDocuments(text: string): Json[] {
  const documents = parseAllDocuments(text, { schema: "failsafe", logLevel: "silent", prettyErrors: false });
  return Array.isArray(documents) ? documents.map((one) => one.toJS() as Json) : [];
}

class Unreadable extends Error {}

class Translator {
  readonly notHere = new Set<string>();
  readonly #includes: readonly string[];

  constructor(includes: readonly string[]) {
    this.#includes = includes;
  }

  /** A map of keys, a list of one kind of item, or an expression. */
  structure(value: Json): JsonObject {
    if (typeof value === "string") return this.#expression(value).schema;
    if (!isObject(value)) throw new Unreadable("a value is neither a validator nor a map of them");
    const properties: Record<string, JsonObject> = {};
    const required: string[] = [];
    for (const [key, one] of Object.entries(value)) {
      const { schema, optional } =
        typeof one === "string" ? this.#expression(one) : { schema: this.structure(one), optional: false };
      properties[key] = schema;
      if (!optional) required.push(key);
    }
    return { type: "object", properties, required, additionalProperties: false };
  }

  #expression(text: string): { readonly schema: JsonObject; readonly optional: boolean } {
    const call = readCall(text);
    if (call === undefined) throw new Unreadable(`\`${text}\` is no validator`);
    const optional = call.named.required === false;
    const schema = this.#call(call);
    // What is not required may be null, unless that is forbidden.
    const orNull = optional && call.named.none !== false;
    return { schema: orNull ? { anyOf: [{ type: "null" }, schema] } : schema, optional };
  }

  #call(call: Call): JsonObject {
    const { name, named } = call;
    const inner = call.args.flatMap((one) => (isCall(one) ? [this.#call(one)] : []));
    const plain = call.args.flatMap((one) => (isCall(one) ? [] : [one]));
    const bounds = (least: string, most: string) => ({
      ...(typeof named.min === "number" && { [least]: named.min }),
      ...(typeof named.max === "number" && { [most]: named.max }),
    });
    switch (name) {
      case "str":
        this.#onlyKnown(call, ["min", "max", "required", "none"]);
        return { type: "string", ...bounds("minLength", "maxLength") };
      case "int":
        return { type: "integer", ...bounds("minimum", "maximum") };
      case "num":
        return { type: "number", ...bounds("minimum", "maximum") };
      case "bool":
        return { type: "boolean" };
      case "null":
        return { type: "null" };
      case "enum":
        return { enum: plain };
      case "regex":
        return { anyOf: plain.map((one) => ({ type: "string", pattern: `^(?:${String(one)})` })) };
      case "list":
        return {
          type: "array",
          ...(inner.length > 0 && { items: either(inner) }),
          ...bounds("minItems", "maxItems"),
        };
      case "map":
        return { type: "object", ...(inner.length > 0 && { additionalProperties: either(inner) }) };
      case "any":
        return inner.length > 0 ? either(inner) : {};
      case "include": {
        const [target] = plain;
        if (typeof target !== "string" || !this.#includes.includes(target))
          throw new Unreadable(`it includes \`${String(target)}\`, which it does not hold`);
        return { $ref: `#/definitions/${target}` };
      }
      default:
        this.notHere.add(name);
        return {};
    }
  }

  #onlyKnown({ name, named }: Call, known: readonly string[]): void {
    for (const one of Object.keys(named)) if (!known.includes(one)) this.notHere.add(`${name}(${one}=)`);
  }
}

const either = (schemas: readonly JsonObject[]): JsonObject =>
  schemas.length === 1 ? (schemas[0] as JsonObject) : { anyOf: schemas };

function isCall(value: unknown): value is Call {
  return typeof value === "object" && value !== null && "args" in value;
}
