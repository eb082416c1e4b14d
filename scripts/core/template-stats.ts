/** How many references to values a chart's own templates have, and of how many the type is known. */
export interface TemplateStats {
  readonly chart: string;
  readonly references: number;
  readonly typed: number;
  /** Why the others are not, with how many each; the most frequent first. */
  readonly unknown: readonly { readonly reason: string; readonly count: number }[];
  /** What the types come from. */
  readonly from: "values.schema.json" | "values.yaml" | "nothing";
}
