import type { Source } from "../../core/source.ts";
import type { Range } from "../nodes.ts";
import type { Declared, Literal, Type, ValuePath } from "./types.ts";

/** Where in a template something was seen. */
export interface Spot extends Range {
  readonly source: Source;
}

/** Something that the flow saw; the rules make findings of it. */
export type Event =
  /** A name that its map does not have. `known`: the names that it has. */
  | {
      readonly kind: "undeclared";
      readonly name: string;
      readonly trail: ValuePath;
      readonly declared: Declared;
      readonly known: readonly string[];
      readonly inferred: boolean;
      /** What stands above is no value of the chart: `.Chart`, `.Release` and the like. */
      readonly builtin?: string;
      /** A condition asks for it, or a default stands for it. */
      readonly guarded: boolean;
    }
  | { readonly kind: "field of none"; readonly name: string; readonly of: Type; readonly shown: string }
  | { readonly kind: "range over none"; readonly of: Type; readonly shown: string }
  /** `path` can be absent, and a field of it is read. */
  | { readonly kind: "nil"; readonly path: ValuePath; readonly name: string; readonly inferred: boolean }
  | {
      readonly kind: "never equal";
      readonly path: ValuePath;
      readonly literal: Literal;
      readonly among: readonly Literal[];
    }
  /** Go refuses to compare the two: `expected` is what would do. */
  | { readonly kind: "incomparable"; readonly of: Type; readonly shown: string; readonly literal: Literal }
  | { readonly kind: "default never used"; readonly path: ValuePath }
  | { readonly kind: "default reversed"; readonly shown: string }
  | { readonly kind: "default over false"; readonly path: ValuePath }
  | { readonly kind: "required optional"; readonly path: ValuePath }
  | { readonly kind: "float text"; readonly path: ValuePath; readonly of: Type }
  | {
      readonly kind: "go text";
      readonly of: Type;
      readonly shown: string;
      readonly through: string | undefined;
    }
  | { readonly kind: "always fails" }
  | {
      readonly kind: "misplaced yaml";
      readonly problem: string;
      readonly help: string;
      /** It is one only where this value is an empty list or map. */
      readonly whereEmpty?: ValuePath;
    };

export interface Seen {
  readonly event: Event;
  readonly spot: Spot;
  /** It is reached in every render, with the chart's own values. */
  readonly certain: boolean;
  /** Through which includes this was reached, outermost first. */
  readonly calls: readonly Spot[];
}

/** How a value was used, as far as that says what it must be. */
export interface Use {
  readonly as: "map" | "list" | "scalar";
  readonly path: ValuePath;
  readonly spot: Spot;
  /** A condition asked about this value. */
  readonly guarded: boolean;
}

/** Gathers what the flow sees. The same place is walked once for each way to it; it is told once. */
export class Recorder {
  readonly seen = new Map<string, Seen>();
  readonly uses: Use[] = [];
  /** Values that a template asks for, by path; `true` where all below it is read as well. */
  readonly reads = new Map<string, { readonly path: ValuePath; whole: boolean }>();
  /** References to `.Values`, by place: undefined where they are typed, else why they are not. */
  readonly references = new Map<string, string | undefined>();
  /** Maps that templates change while they run (`set`, `merge`): nothing is known below. */
  readonly changed = new Set<string>();
  /** Values that a template refuses to render without (`fail`, `required`). */
  readonly demanded = new Set<string>();
  readonly includes: { readonly name: string; readonly spot: Spot }[] = [];
  readonly called = new Set<string>();
  /** A template is called whose name is made at run time. */
  dynamic = false;
  /** A text is rendered (`tpl`) that nobody can read here: it may read any value. */
  opaque = false;
  #silent = 0;

  tell(event: Event, spot: Spot, certain: boolean, calls: readonly Spot[]): void {
    if (this.#silent > 0) return;
    const key = JSON.stringify([event.kind, spot.source.file, spot.start, spot.end]);
    const known = this.seen.get(key);
    if (!known || (certain && !known.certain)) this.seen.set(key, { event, spot, certain, calls });
  }

  /** What is told meanwhile is not kept: for what is walked twice. */
  quietly<T>(run: () => T): T {
    this.#silent += 1;
    try {
      return run();
    } finally {
      this.#silent -= 1;
    }
  }

  read(path: ValuePath, whole: boolean): void {
    const key = path.join("\0");
    const known = this.reads.get(key);
    if (!known) this.reads.set(key, { path, whole });
    else if (whole) known.whole = true;
  }

  reference({ source, start, end }: Spot, unknown: string | undefined): void {
    const key = `${source.file}:${start}:${end}`;
    // Typed by one way to it is typed.
    if (!this.references.has(key) || unknown === undefined) this.references.set(key, unknown);
  }
}
