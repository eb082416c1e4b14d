import type { ErrorObject } from "ajv";
import { isObject, type Json, type ValuePath, valueAt } from "../core/json.ts";
import { atPointer, type CompiledSchema, pointerSteps } from "./schema.ts";

/**
 * Errors with the branches of `oneOf` and `anyOf` folded: only those of the branch that was meant stay. ajv reports a
 * failed alternative as all errors of all branches, then the alternative itself; each branch is asked again by itself
 * to know how many of the errors before were its own.
 */
export function foldAlternatives(
  errors: readonly ErrorObject[],
  value: Json,
  schema: CompiledSchema,
  part?: Json,
): ErrorObject[] {
  const folded: ErrorObject[] = [];
  for (let at = errors.length - 1; at >= 0; at--) {
    const error = errors[at] as ErrorObject;
    if (error.keyword === "if") continue;
    if (error.keyword !== "oneOf" && error.keyword !== "anyOf") {
      folded.unshift(error);
      continue;
    }
    const branches = branchesOf(error, schema, part);
    const inner = valueAt(value, instanceSteps(error, value)) ?? null;
    const tried = branches.map((branch) => {
      const check = schema.part(branch);
      check(inner);
      return [...(check.errors ?? [])];
    });
    // A part is compiled inside an allOf, which adds no error of its own.
    const matchedTwice = error.keyword === "oneOf" && tried.filter((one) => one.length === 0).length > 1;
    at -= tried.reduce((sum, one) => sum + one.length, 0);
    const meant = matchedTwice ? undefined : meantBranch(tried);
    if (!meant) folded.unshift(error);
    else {
      const part = branches[tried.indexOf(meant)] as Json;
      const inside = foldAlternatives(meant, inner, schema, part);
      folded.unshift(
        ...inside.map((one) => ({ ...one, instancePath: error.instancePath + one.instancePath })),
      );
    }
  }
  return folded;
}

function branchesOf(error: ErrorObject, schema: CompiledSchema, part: Json | undefined): readonly Json[] {
  const inPart = part === undefined ? undefined : atPointer({ allOf: [part] }, error.schemaPath);
  const branches = inPart ?? atPointer(schema.root, error.schemaPath);
  return Array.isArray(branches) ? (branches as readonly Json[]) : [];
}

/** The branch with the right type and discriminators, and the fewest errors; undefined when none stands out. */
function meantBranch(tried: readonly ErrorObject[][]): ErrorObject[] | undefined {
  const fitting = tried.filter(
    (errors) => errors.length > 0 && !errors.some((one) => one.instancePath === "" && one.keyword === "type"),
  );
  const tagged = fitting.filter((errors) => !errors.some((one) => one.keyword === "const"));
  const candidates = [...(tagged.length > 0 ? tagged : fitting)].sort((a, b) => a.length - b.length);
  const [best, second] = candidates;
  return best && (!second || best.length < second.length) ? best : undefined;
}

/** Where an error stands in the values; numbers for the indices of lists. */
export function instanceSteps(error: ErrorObject, value: Json): ValuePath {
  const steps: (string | number)[] = [];
  let at: Json | undefined = value;
  for (const step of pointerSteps(error.instancePath)) {
    const next: string | number = Array.isArray(at) ? Number(step) : step;
    steps.push(next);
    at = Array.isArray(at) ? (at as readonly Json[])[next as number] : isObject(at) ? at[step] : undefined;
  }
  return steps;
}
