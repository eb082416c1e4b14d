/** A token of Elixir source; `at` is the offset of its first character. */
export type Token =
  | {
      readonly kind: "atom" | "key" | "alias" | "name" | "attribute" | "number" | "mark";
      readonly text: string;
      readonly at: number;
    }
  /** A string, charlist, heredoc or ~s; `exact` is false where something is interpolated. */
  | { readonly kind: "string"; readonly text: string; readonly exact: boolean; readonly at: number }
  /** ~w: its words, and whether they are atoms. */
  | {
      readonly kind: "words";
      readonly words: readonly string[];
      readonly atoms: boolean;
      readonly at: number;
    }
  /** Any other sigil, or a character that begins nothing. */
  | { readonly kind: "other"; readonly at: number }
  | { readonly kind: "newline"; readonly at: number };
