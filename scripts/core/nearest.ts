import leven from "leven";

/** The known name that a person most likely meant, in whatever case; undefined when none is near. For help lines. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  return within(name.toLowerCase(), known, Math.max(2, Math.floor(name.length / 3)), true);
}

/** The known name of which another is so near a misspelling that it can hardly be anything else. For findings. */
export function slipOf(name: string, known: Iterable<string>): string | undefined {
  return within(name, known, Math.min(2, Math.ceil(name.length / 2)), false);
}

function within(name: string, known: Iterable<string>, most: number, anyCase: boolean): string | undefined {
  let found: { readonly one: string; readonly distance: number } | undefined;
  for (const one of known) {
    if (Math.abs(one.length - name.length) > most) continue;
    const distance = leven(anyCase ? one.toLowerCase() : one, name);
    if (distance <= most && (found === undefined || distance < found.distance)) found = { one, distance };
  }
  return found?.one;
}
