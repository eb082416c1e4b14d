import type { Code } from "../../core/codes.ts";
import {
  type Diagnostic,
  type DiagnosticDetails,
  diagnostic,
  type Label,
  type Severity,
} from "../../core/diagnostic.ts";
import { placeAt } from "../../core/source.ts";
import type { ChartFiles } from "../chart-files.ts";
import type { Declarations } from "../declaration.ts";
import type { Event, Recorder, Seen, Spot } from "../flow/events.ts";

/** What the rules know: the chart, what its templates do, and where its values are declared. */
export interface Walked {
  readonly chart: ChartFiles;
  readonly recorder: Recorder;
  readonly declarations: Declarations;
}

/** A rule over one kind of event. */
export type EventRule<K extends Event["kind"]> = (
  event: Event & { kind: K },
  seen: Seen,
  walked: Walked,
) => Diagnostic | undefined;

/** A finding at the place of an event, with the include through which it was reached. */
export function found(
  code: Code,
  message: string,
  { spot, calls }: Seen,
  details: Omit<DiagnosticDetails, "place"> = {},
): Diagnostic {
  const call = calls.at(-1);
  const from: Label[] = call ? [{ message: "called from here", place: placeOf(call) }] : [];
  return diagnostic(code, message, {
    place: placeOf(spot),
    ...details,
    labels: [...(details.labels ?? []), ...from],
  });
}

export function placeOf({ source, start, end }: Spot) {
  return placeAt(source, start, end);
}

/**
 * How bad it is that a place fails: an error where every render comes by, or every value that the schema lets in fails;
 * a warning where it takes a value that nobody may ever set.
 */
export function severityOf(seen: Seen, inferred: boolean | undefined): Severity {
  return seen.certain || !inferred ? "error" : "warning";
}
