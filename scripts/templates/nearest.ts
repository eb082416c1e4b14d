import leven from "leven";

/** The known name that a misspelt one most likely means; undefined when none is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const limit = Math.min(2, Math.ceil(name.length / 2));
  return [...known]
    .filter((one) => Math.abs(one.length - name.length) <= limit)
    .map((one) => ({ one, distance: leven(one, name) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)[0]?.one;
}
