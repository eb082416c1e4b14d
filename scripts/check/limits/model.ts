import type { Code } from "../../core/codes.ts";
import type { Diagnostic } from "../../core/diagnostic.ts";
import type { Json, JsonObject, ValuePath } from "../../core/json.ts";

/** What the API server refuses in a value whose type is right. */
export interface Refusal {
  readonly problem: "refused";
  readonly code: Code;
  readonly path: ValuePath;
  /** Goes on after the path: `must be 1 to 65535`. Holds no value, as a value may be a secret. */
  readonly says: string;
  readonly help?: Diagnostic["help"];
}

/** What is wrong with one value, wherever it stands. */
export type Fault = Pick<Refusal, "code" | "says" | "help">;

/** Looks at one value; a null, which Kubernetes reads as nothing, never gets here. */
export type Format = (value: Json) => Fault | undefined;

/** Looks at the value of a field and what is below it. */
export type FieldRule = (value: Json, path: ValuePath) => Refusal[];

/** Looks at what an object of one type says in several fields. */
export type TypeRule = (value: JsonObject, path: ValuePath) => Refusal[];

/** No or one refusal. */
export function refusedAt(path: ValuePath, fault: Fault | undefined): Refusal[] {
  return fault ? [{ problem: "refused", path, ...fault }] : [];
}
