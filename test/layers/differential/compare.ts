import { hasErrors } from "../../../scripts/core/diagnostic.ts";
import { canonicalJson, type Json } from "../../../scripts/core/json.ts";
import { makeSource } from "../../../scripts/core/source.ts";
import { layerJson } from "../../../scripts/layers/json.ts";
import { parseLayer } from "../../../scripts/layers/parse.ts";
import type { Engine } from "../../../scripts/render/engine.ts";

/**
 * How Helm's reader and ours take one text. `refused` is the allowed difference: Helm would read on, we say why we do
 * not. Anything that we accept must be accepted by Helm, with the same value.
 */
export type Verdict =
  | { readonly kind: "equal" | "both refuse" }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "different"; readonly helm: string; readonly ours: string };

export async function compare(engine: Engine, text: string): Promise<Verdict> {
  const document = parseLayer(makeSource("values.yaml", text));
  const helm = await engine.mergeValues([text]);
  const error = document.diagnostics.find((one) => one.severity === "error");
  if (hasErrors(document.diagnostics) && error)
    return helm.ok ? { kind: "refused", code: error.code } : { kind: "both refuse" };
  const ours = canonicalJson(layerJson(document.root));
  if (!helm.ok) return { kind: "different", helm: `refuses: ${helm.error}`, ours };
  const theirs = canonicalJson((helm.value ?? {}) as Json);
  return theirs === ours ? { kind: "equal" } : { kind: "different", helm: theirs, ours };
}

/** The smallest text, by leaving out lines and then characters, that both still read differently. */
export async function shrink(engine: Engine, text: string): Promise<string> {
  let smallest = text;
  for (const split of [/(?<=\n)/, ""] as const) {
    for (let again = true; again; ) {
      again = false;
      const parts = smallest.split(split);
      if (parts.length > 80) break;
      for (let at = parts.length - 1; at >= 0; at--) {
        const shorter = [...parts.slice(0, at), ...parts.slice(at + 1)].join("");
        if ((await compare(engine, shorter)).kind !== "different") continue;
        parts.splice(at, 1);
        smallest = shorter;
        again = true;
      }
    }
  }
  return smallest;
}
