import { type Json, valueAt } from "../core/json.ts";
import { taint } from "../core/taint.ts";

/** How many warnings of Kubernetes are shown of one thing. */
const EVENTS = 3;

/** The last of these events that differ, as lines `  REASON: MESSAGE`. Masked. */
export function warningLines(events: readonly Json[]): string[] {
  const lines = events.map(
    (one) => `${String(valueAt(one, ["reason"]))}: ${String(valueAt(one, ["message"]))}`,
  );
  return [...new Set(lines.map((one) => taint.mask(one.trim().replaceAll("\n", " "))))]
    .slice(-EVENTS)
    .map((one) => `  ${one}`);
}
