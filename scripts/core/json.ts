/** A value as JSON knows it. Numbers are float64, as in Helm after it turned YAML into JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Steps from a document's root: a string for a map's key, a number for a list's index. */
export type ValuePath = readonly (string | number)[];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a text is as JSON; undefined where it is none. No error, since the parser's message would repeat the text. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** `["env", 0, "a.b"]` as a person writes it: `env[0]."a.b"`; the root is `.`. */
export function showPath(path: ValuePath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `${text === "" ? "" : "."}${JSON.stringify(step)}`;
  }
  return text === "" ? "." : text;
}

/** The value at a path, or undefined where a step leads nowhere. */
export function valueAt(root: Json | undefined, path: ValuePath): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (typeof step === "number") value = Array.isArray(value) ? (value as readonly Json[])[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** Canonical JSON: keys sorted by code unit, no spaces. Equal values give equal bytes. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (isObject(value)) {
    const entries = Object.keys(value).sort();
    return `{${entries.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}
