import path from "node:path";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../core/json.ts";
import { mergeValues } from "./merge-values.ts";
import { asList, asText } from "./state.ts";

type Step = string | number;

/**
 * What `set`, `setString` and their templates put over a release's values, applied as Helm's `--set` does. Names can have
 * list indexes (`a[0].b`) and escaped dots; `file` takes the file's text.
 */
export function withSetValues(release: JsonObject, values: JsonObject, folder: string): JsonObject {
  let result: Json = values;
  for (const { steps, value } of entriesOf(release, folder)) result = put(result, steps, value);
  return isObject(result) ? result : values;
}

/** The part of the final values that `set` and `setString` touched, as a layer: a list they index is there as a whole. */
export function setLayer(release: JsonObject, final: Json, folder: string): JsonObject {
  return mergeValues(
    entriesOf(release, folder).flatMap(({ steps }): JsonObject[] => {
      const index = steps.findIndex((step) => typeof step === "number");
      const names = (index < 0 ? steps : steps.slice(0, index)) as string[];
      const value = valueAt(final, names);
      return value === undefined
        ? []
        : [names.reduceRight<Json>((inner, step) => ({ [step]: inner }), value) as JsonObject];
    }),
  );
}

/** Helm puts `--set` in first, then `--set-string`, then `--set-file`, each in its own order. */
function entriesOf(release: JsonObject, folder: string): { steps: readonly Step[]; value: Json }[] {
  const plain = asList(release.set).filter(isObject);
  const found = [
    ...plain.map((one) => [one, given(one, typed)] as const),
    ...asList(release.setString)
      .filter(isObject)
      .map((one) => [one, given(one, String)] as const),
    ...plain.map((one) => [one, fileText(one, folder)] as const),
  ];
  return found.flatMap(([one, value]) => {
    const steps = stepsOf(asText(one.name) ?? "");
    return steps && value !== undefined ? [{ steps, value }] : [];
  });
}

function given({ value, values }: JsonObject, meaning: (text: Json) => Json): Json | undefined {
  if (value !== undefined && value !== "") return meaning(value);
  return Array.isArray(values) ? values.map((one) => meaning(one)) : undefined;
}

function fileText({ value, file }: JsonObject, folder: string): Json | undefined {
  const name = value === undefined || value === "" ? asText(file) : undefined;
  return name === undefined ? undefined : (readIfThere(path.resolve(folder, name)) ?? "");
}

/** `--set` reads `true`, `false`, `null` and whole numbers without a leading zero; all else is text. */
function typed(value: Json): Json {
  if (typeof value !== "string") return value;
  if (/^(?:true|false|null)$/i.test(value)) return JSON.parse(value.toLowerCase()) as Json;
  return /^(?:0|[-+]\d+|[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value))
    ? Number(value)
    : value;
}

/** `a\.b.c[0]` as steps; undefined for a name that Helm would refuse. */
function stepsOf(name: string): Step[] | undefined {
  const steps: Step[] = [];
  const pattern = /((?:\\.|[^.[\]\\])+)|\[(\d{1,5})\]|\./gy;
  for (let at = 0; at < name.length; at = pattern.lastIndex) {
    const match = pattern.exec(name);
    if (!match) return undefined;
    if (match[1] !== undefined) steps.push(match[1].replace(/\\(.)/g, "$1"));
    else if (match[2] !== undefined) steps.push(Number(match[2]));
  }
  return typeof steps[0] === "string" ? steps : undefined;
}

function put(node: Json | undefined, [step, ...rest]: readonly Step[], value: Json): Json {
  if (step === undefined) return value;
  if (typeof step === "number") {
    const items = Array.isArray(node) ? [...node] : [];
    while (items.length <= step) items.push(null);
    items[step] = put(items[step], rest, value);
    return items;
  }
  const map = isObject(node) ? node : {};
  const inner = put(Object.hasOwn(map, step) ? map[step] : undefined, rest, value);
  const { [step]: _, ...others } = map;
  return mergeValues([others, { [step]: inner }]);
}
