import type { Diagnostic } from "../core/diagnostic.ts";

/**
 * What Helm says of a chart that does not render, without what the template checker said of the same already, and better:
 * a template that cannot be parsed (CR401), a `fail` that always runs (CR420).
 */
export function withoutTold(
  failures: readonly Diagnostic[],
  templates: readonly Diagnostic[],
): readonly Diagnostic[] {
  const unparsed = new Set(templates.flatMap((one) => (one.code === "CR401" ? one.place?.file : [])));
  const always = new Set(templates.flatMap((one) => (one.code === "CR420" ? lineOf(one) : [])));
  return failures.filter(
    (one) =>
      !(one.code === "CR304" && unparsed.has(one.place?.file)) &&
      !(one.code === "CR303" && always.has(lineOf(one))),
  );
}

function lineOf({ place }: Diagnostic): string {
  return `${place?.file}:${place?.line}`;
}
