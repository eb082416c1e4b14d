/** Offsets into the file; the end is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One `.name` of a chain. */
export interface Step extends Range {
  readonly name: string;
}

export type Operand =
  | ({ readonly kind: "dot" } & Range)
  | ({ readonly kind: "literal"; readonly value: string | number | boolean | null } & Range)
  | ({ readonly kind: "function"; readonly name: string } & Range)
  /** `.a.b`: fields of dot. */
  | ({ readonly kind: "field"; readonly steps: readonly Step[] } & Range)
  /** `$x.a.b`; the name of `$` is empty. */
  | ({ readonly kind: "variable"; readonly name: string; readonly steps: readonly Step[] } & Range)
  /** `(pipeline).a.b` */
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

/** A `define` in a `block` is also run in its place. */
export type Node =
  | ({ readonly kind: "print"; readonly pipeline: Pipeline } & Range)
  | ({
      readonly kind: "branch";
      readonly word: "if" | "with" | "range";
      readonly pipeline: Pipeline;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    } & Range)
  | ({ readonly kind: "template"; readonly name: string; readonly pipeline?: Pipeline } & Range)
  | ({
      readonly kind: "define";
      readonly name: string;
      readonly body: readonly Node[] /** `block`: it is also run here, with this dot. */;
      readonly pipeline?: Pipeline;
    } & Range)
  | ({ readonly kind: "jump"; readonly word: "break" | "continue" } & Range);
