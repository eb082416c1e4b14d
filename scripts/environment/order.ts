import type { Release } from "./model.ts";

/** A helmfile's releases in the order helmfile applies them: what is needed first, otherwise as written. */
export function inApplyOrder(releases: readonly Release[]): Release[] {
  const ordered: Release[] = [];
  const visiting = new Set<Release>();
  const visit = (release: Release): void => {
    if (ordered.includes(release) || visiting.has(release)) return;
    visiting.add(release);
    for (const need of release.needs) {
      const first = releases.find((one) => one.name === need || `${one.namespace}/${one.name}` === need);
      if (first) visit(first);
    }
    ordered.push(release);
  };
  for (const release of releases) visit(release);
  return ordered;
}
