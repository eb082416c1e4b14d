import type { JsonObject, ValuePath } from "../../core/json.ts";
import type { FieldRule, Refusal, TypeRule } from "./model.ts";
import { NETWORK_RULES } from "./network.ts";
import { OBJECT_FIELDS } from "./object-fields.ts";
import { POD_FIELDS } from "./pod-fields.ts";
import { POD_RULES } from "./pods.ts";
import { STORED_RULES } from "./stored.ts";
import { WORKLOAD_RULES } from "./workloads.ts";

const FIELDS: ReadonlyMap<string, readonly (readonly [field: string, rule: FieldRule])[]> = new Map(
  Object.entries({ ...POD_FIELDS, ...OBJECT_FIELDS }).map(([type, rules]) => [type, Object.entries(rules)]),
);
const RULES: Readonly<Record<string, TypeRule>> = {
  ...POD_RULES,
  ...WORKLOAD_RULES,
  ...NETWORK_RULES,
  ...STORED_RULES,
};

/**
 * What the API server's validation refuses in an object of a type, though every field is known and of the right type.
 * Only the object itself, not what is below its fields. `type`: a name of the field table, `core.v1.Container`.
 */
export function limitsOf(value: JsonObject, type: string, path: ValuePath): Refusal[] {
  const found: Refusal[] = [];
  for (const [field, rule] of FIELDS.get(type) ?? []) {
    const inner = value[field] ?? null;
    if (inner !== null) found.push(...rule(inner, [...path, field]));
  }
  found.push(...(RULES[type]?.(value, path) ?? []));
  return found;
}
