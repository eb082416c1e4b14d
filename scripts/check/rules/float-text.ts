import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, showPath, type ValuePath } from "../../core/json.ts";
import type { MergedNode, MergedScalar } from "../../merge/model.ts";
import type { Manifest } from "../../render/model.ts";
import { nameOf, placeOf, type Rule, type RuleContext } from "../rule.ts";

/**
 * Integers of the values that reach text as `1e+06`. Helm's values are JSON, so a template sees a float64, and Go prints
 * one from a million on with an exponent (strconv's `%v`); as YAML (`toYaml`, a bare number) it keeps its digits.
 */
export const floatText: Rule = (context) => {
  if (!context.values) return [];
  const integers = large(context.values, []);
  if (integers.length === 0) return [];
  return context.rendered.manifests.flatMap((manifest) =>
    textsOf(manifest.object, []).flatMap(({ key, text }) =>
      integers.filter((one) => one.pattern.test(text)).map((one) => finding(context, manifest, key, one)),
    ),
  );
};

interface LargeInteger {
  readonly path: ValuePath;
  readonly node: MergedScalar;
  readonly shown: string;
  readonly pattern: RegExp;
}

function large(node: MergedNode, path: ValuePath): LargeInteger[] {
  if (node.kind === "map") return [...node.entries].flatMap(([key, one]) => large(one, [...path, key]));
  if (node.kind === "list") return node.items.flatMap((one, at) => large(one, [...path, at]));
  const { value } = node;
  if (typeof value !== "number" || !Number.isInteger(value) || Math.abs(value) < 1e6) return [];
  const shown = value.toExponential().replace(/e\+(\d)$/, "e+0$1");
  const pattern = new RegExp(`(?<![\\w.])${shown.replace(/[.+]/g, "\\$&")}(?![\\w.]*\\d)`);
  return [{ path, node, shown, pattern }];
}

/** Every text of an object with the last key on the way to it; the data of a Secret decoded. */
function textsOf(value: Json, path: readonly string[]): { readonly key: string; readonly text: string }[] {
  if (typeof value === "string") {
    const key = path.at(-1) ?? "";
    const decoded = path.length === 2 && path[0] === "data" ? Buffer.from(value, "base64").toString() : "";
    return [value, decoded].filter((text) => text.includes("e+")).map((text) => ({ key, text }));
  }
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one as Json, path));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => textsOf(one, [...path, key]));
}

function finding(context: RuleContext, manifest: Manifest, key: string, one: LargeInteger): Diagnostic {
  const { path, node, shown } = one;
  const written = node.secret ? "a number with an exponent" : `\`${shown}\``;
  return diagnostic("CR545", `\`${showPath(path)}\` becomes ${written} in ${nameOf(manifest.object)}`, {
    place: node.origins.at(-1)?.place,
    labels: [{ message: "it reaches text here", place: placeOf(context, manifest, key) }],
    note: "a template sees every number of the values as a float64, and Go writes this one with an exponent",
    help: "quote the value, or write `| int64` in the template",
  });
}
