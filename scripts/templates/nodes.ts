/** Offsets into the file; the end is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One `.name` of a chain. */
export interface Step extends Range {
  readonly name: string;
}

/** `char` and `int` are both Go's int; a literal with a fraction or an exponent is a `float`. */
export type LiteralKind = "string" | "int" | "float" | "char" | "bool" | "nil" | "complex";

export interface Literal extends Range {
  readonly kind: "literal";
  /** Escapes are resolved. An integer above 2^53 is rounded; a complex number is NaN. */
  readonly value: string | number | boolean | null;
  readonly literalKind: LiteralKind;
  /** As it is written, quotes included. */
  readonly raw: string;
}

export type Operand =
  | ({ readonly kind: "dot" } & Range)
  | Literal
  | ({ readonly kind: "function"; readonly name: string } & Range)
  /** `.a.b`: fields of dot. */
  | ({ readonly kind: "field"; readonly steps: readonly Step[] } & Range)
  /** `$x.a.b`; the name of `$` is empty. */
  | ({ readonly kind: "variable"; readonly name: string; readonly steps: readonly Step[] } & Range)
  /** `(pipeline).a.b`; `f.a` is this too, with a pipeline of `f` alone, as it means what `(f).a` means. */
  | ({ readonly kind: "group"; readonly pipeline: Pipeline; readonly steps: readonly Step[] } & Range);

/** A function with its arguments, or one operand alone. */
export interface Call extends Range {
  readonly operands: readonly Operand[];
}

export interface Pipeline extends Range {
  /** `$k, $v := ...`: names without `$`. */
  readonly variables: readonly string[];
  /** `=` in place of `:=`. */
  readonly assigns: boolean;
  readonly calls: readonly Call[];
}

/** Which white space an action takes away: `{{-` before it, `-}}` after it. */
export interface Trims {
  readonly trimLeft: boolean;
  readonly trimRight: boolean;
}

/** The offsets of a body: from the end of the action that opens it to the start of its `{{else}}` or `{{end}}`. */
export interface Body {
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** The end of the `{{end}}` action. */
  readonly closeEnd: number;
}

/**
 * The range of a branch or define is that of its opening action. A `define` in a `block` is also run in its place; other
 * defines stand at the top of a file, as Go demands.
 */
export type Node =
  /** Literal text, without the white space that trim markers beside it take; it is never empty. */
  | ({ readonly kind: "text"; readonly text: string } & Range)
  /** `text` is what stands between the comment's own marks. */
  | ({ readonly kind: "comment"; readonly text: string } & Trims & Range)
  | ({ readonly kind: "print"; readonly pipeline: Pipeline } & Trims & Range)
  | ({
      readonly kind: "branch";
      readonly word: "if" | "with" | "range";
      readonly pipeline: Pipeline;
      readonly body: readonly Node[];
      /** Of `{{else if}}` one branch node, whose range is the `{{else if}}` action. */
      readonly otherwise: readonly Node[];
      /** Where the `{{else` action starts, when there is one. */
      readonly elseStart?: number;
    } & Body &
      Range)
  | ({ readonly kind: "template"; readonly name: string; readonly pipeline?: Pipeline } & Trims &
      Name &
      Range)
  | ({
      readonly kind: "define";
      readonly name: string;
      readonly body: readonly Node[];
      /** `block`: it is also run here, with this dot. */
      readonly pipeline?: Pipeline;
    } & Name &
      Body &
      Range)
  | ({ readonly kind: "jump"; readonly word: "break" | "continue" } & Trims & Range);

/** The range of a template's name, quotes included. */
export interface Name {
  readonly nameStart: number;
  readonly nameEnd: number;
}
