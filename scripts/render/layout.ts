import type { JsonObject, ValuePath } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import { releaseKey } from "../environment/model.ts";
import type { SecretReferences } from "../secrets/references.ts";
import { argoFiles } from "./layout-argocd.ts";
import { inTree, type LayoutRequest, type Written } from "./layout-files.ts";
import { fluxFiles } from "./layout-flux.ts";
import type { Manifest, RenderedRelease } from "./model.ts";
import { yamlOf } from "./print.ts";
import { referSecrets } from "./refer.ts";
import type { TreeFile } from "./tree.ts";

export type Layout = "argocd" | "flux";

export const LAYOUTS: readonly Layout[] = ["argocd", "flux"];

/** What stands in for secrets, and which texts are none. */
export interface SecretsAside {
  readonly references: SecretReferences;
  readonly isPlain: (release: RenderedRelease, text: string) => boolean;
}

/** A secret of an object that cannot be left as a reference. */
export interface Unresolved {
  readonly release: RenderedRelease;
  readonly manifest: Manifest;
  readonly path: ValuePath;
}

export interface LaidOut {
  readonly files: readonly TreeFile[];
  readonly unresolved: readonly Unresolved[];
  /** Hooks that the layout has no place for: those of the first install alone, of rollbacks, tests. */
  readonly leftOut: readonly Manifest[];
}

/**
 * Releases as a tree for Argo CD or Flux, as at an upgrade: such a tree is applied again and again, and what Helm does at
 * the first install alone (the seed) must not be. Nothing in it is a secret's value.
 */
export function layOut(
  layout: Layout,
  releases: readonly RenderedRelease[],
  request: LayoutRequest,
  { references, isPlain }: SecretsAside,
): LaidOut {
  const unresolved: Unresolved[] = [];
  const written = releases.map((rendered): Written => {
    const texts = new Map<Manifest, string>();
    let refers = false;
    for (const manifest of rendered.manifests.filter(inTree)) {
      const referred = referSecrets(manifest.object, references, (text) => isPlain(rendered, text));
      refers ||= referred.references > 0;
      texts.set(manifest, printed(manifest, referred.object));
      for (const path of referred.unresolved) unresolved.push({ release: rendered, manifest, path });
    }
    return {
      rendered,
      text: (one) => texts.get(one) as string,
      refers,
      wave: depth(rendered, releases, []),
      needs: needed(rendered, releases),
    };
  });
  const files =
    layout === "argocd" ? written.flatMap((one) => argoFiles(one, request)) : fluxFiles(written, request);
  const leftOut = releases.flatMap(({ manifests }) => manifests.filter((one) => !inTree(one)));
  return { files, unresolved, leftOut };
}

/** The object's own text where that holds no secret, comments included, so that it reads as its author wrote it. */
function printed({ template, text, object }: Manifest, referred: JsonObject): string {
  const own = object.kind !== "Secret" && !taint.touches(text);
  return `---\n# Source: ${template}\n${own ? `${text.trimEnd()}\n` : yamlOf(referred)}`;
}

/** helmfile's `needs`: `name`, `namespace/name` or `context/namespace/name`. */
function needed({ release }: RenderedRelease, all: readonly RenderedRelease[]): RenderedRelease[] {
  return all.filter(({ release: other }) => {
    const names = [other.name, `${other.namespace}/${other.name}`, releaseKey(other)];
    return release.needs.some((need) => names.includes(need));
  });
}

function depth(
  one: RenderedRelease,
  all: readonly RenderedRelease[],
  above: readonly RenderedRelease[],
): number {
  const needs = needed(one, all).filter((other) => !above.includes(other) && other !== one);
  return needs.reduce((most, other) => Math.max(most, 1 + depth(other, all, [...above, one])), 0);
}
