/** One row of the table of codes. */
export interface CodeRow {
  readonly severity: "error" | "warning" | "info";
  /** What is wrong, in a few words: the heading that `chartroom explain` prints. */
  readonly title: string;
  /** A paragraph for a person who met the code for the first time: what it means, why it matters, what to do. */
  readonly docs: string;
}
