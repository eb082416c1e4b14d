import type { Diagnostic, Label } from "../core/diagnostic.ts";
import type { Place } from "../core/source.ts";

/** About a file that no key opens. */
type Shut = Diagnostic & { readonly place: Place };

/**
 * A key that is missing is told once, whatever number of environments and files it would open: the CR025 of an
 * environment names the files, which else are one CR150, or one CR158.
 */
export function foldMissingKey(all: readonly Diagnostic[]): Diagnostic[] {
  const closed = new Set(all.flatMap((one) => (one.code === "CR025" ? [one.environment] : [])));
  const shut = all.filter(isShut).sort((a, b) => a.place.file.localeCompare(b.place.file));
  const told = shut.filter((one) => closed.has(one.environment));
  const help = told[0]?.help;
  const names = labels(told, ({ message, place }) => message.replace(place.file, "this file"));
  return all.flatMap((one) => {
    if (one.code === "CR025") return [{ ...one, ...(help !== undefined && { help }), labels: names }];
    if (!isShut(one)) return [one];
    if (told.includes(one)) return [];
    const alike = shut.filter((other) => !told.includes(other) && isAlike(one, other));
    const { message, place } = alike[0] ?? one;
    return [{ ...one, message, place, labels: labels(alike, () => "nor this one").slice(1) }];
  });
}

function isShut(one: Diagnostic): one is Shut {
  return (one.code === "CR150" || one.code === "CR158") && one.place !== undefined;
}

function isAlike(a: Shut, b: Shut): boolean {
  return a.code === b.code && a.severity === b.severity && a.help === b.help;
}

/** One label for each file. */
function labels(all: readonly Shut[], message: (one: Shut) => string): Label[] {
  return [
    ...new Map(all.map((one) => [one.place.file, { message: message(one), place: one.place }])).values(),
  ];
}
