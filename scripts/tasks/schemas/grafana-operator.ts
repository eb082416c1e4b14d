import { type CustomKinds, customKinds } from "../../check/schemas/custom-kinds.ts";
import type { Types } from "../../check/schemas/shapes.ts";
import type { JsonObject } from "../../core/json.ts";
import { compact } from "./custom-sets.ts";
import { declarations } from "./declarations.ts";

const GROUP = "grafana.integreatly.org";
const VERSION = "v1beta1";

/**
 * The grafana-operator's kinds. Its definitions are in no Go module that can be had, so they are read from the
 * TypeScript declarations of an npm package that is generated from them: there each kind is one interface, whose
 * objects stand inside of each other. Which fields have a default is not said: none counts as required.
 */
export function grafanaOperator(npmPackage: string): CustomKinds {
  const kinds: Record<string, string> = {};
  const types: Types = {};
  for (const text of declarations(npmPackage)) {
    const [, body] = /export interface I\w+ (\{.*?^\})/ms.exec(text.replace(/\/\*\*.*?\*\//gs, "")) ?? [];
    const kind = /^ {4}"kind": "(\w+)"/m.exec(body ?? "")?.[1];
    if (body === undefined || kind === undefined || !body.includes(`"apiVersion": "${GROUP}/${VERSION}"`))
      continue;
    const made = customKinds({
      kind: "CustomResourceDefinition",
      spec: {
        group: GROUP,
        names: { kind },
        versions: [{ name: VERSION, served: true, schema: { openAPIV3Schema: schemaOf(body) } }],
      },
    });
    Object.assign(kinds, made?.kinds);
    Object.assign(types, made?.types);
  }
  if (!(`${GROUP}/${VERSION} GrafanaDashboard` in kinds)) throw new Error(`${npmPackage} has no dashboard`);
  return { ...compact(kinds, types), deprecated: {} };
}

/** The JSON Schema of a type: an object, a list, a map, words to choose from, or a plain type. */
function schemaOf(type: string): JsonObject {
  const words = type.match(/"[^"]*"|\[key: string\]|\?:|[{}<>:;|]|\w+/g) ?? [];
  let at = 0;
  const next = (): string => words[at++] ?? "";
  const object = (): JsonObject => {
    const properties: Record<string, JsonObject> = {};
    for (let name = next(); name !== "}" && name !== ""; name = next()) {
      next();
      const value = one();
      next();
      if (name === "[key: string]") {
        next();
        return { type: "object", additionalProperties: value };
      }
      properties[name.replaceAll('"', "")] = value;
    }
    return { type: "object", properties };
  };
  const one = (): JsonObject => {
    const word = next();
    if (word === "{") return object();
    if (word === "Array") {
      next();
      const items = one();
      next();
      return { type: "array", items };
    }
    const choices = [word];
    while (words[at] === "|") {
      at += 1;
      choices.push(next());
    }
    if (choices.every((choice) => choice.startsWith('"')))
      return { type: "string", enum: choices.map((choice) => choice.slice(1, -1)) };
    const whole = choices.length === 1 && ["string", "number", "boolean"].includes(word);
    return whole ? { type: word } : { "x-kubernetes-preserve-unknown-fields": true };
  };
  return one();
}
