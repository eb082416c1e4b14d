import type { Manifest, RenderedRelease } from "./model.ts";
import { fileTitle, type TreeFile } from "./tree.ts";

/** Where the tree will be found by who deploys it. */
export interface LayoutRequest {
  readonly environment: string;
  /** The environment's Kubernetes context, which names the cluster for Argo CD. */
  readonly context?: string | undefined;
  /** URL of the git repository that the tree is committed to. */
  readonly repository: string;
  readonly revision: string;
  /** The tree's folder from that repository's root, forward slashes; empty: the root. */
  readonly folder: string;
}

/** A release whose objects became texts, for the layouts. */
export interface Written {
  readonly rendered: RenderedRelease;
  /** The text of an object, secrets as references. */
  readonly text: (manifest: Manifest) => string;
  /** Some object holds a reference. */
  readonly refers: boolean;
  /** Depth in the order of `needs`: 0 needs nobody. */
  readonly wave: number;
  /** Releases of this environment that come first. */
  readonly needs: readonly RenderedRelease[];
}

/** Objects, and the hooks that run at an upgrade. */
export function inTree({ hooks }: Manifest): boolean {
  return hooks.length === 0 || hooks.some((event) => event === "pre-upgrade" || event === "post-upgrade");
}

/** Files of objects in a folder, numbered apart where two have one name. */
export function filesIn(folder: string, manifests: readonly Manifest[], { text }: Written): TreeFile[] {
  const taken = new Map<string, number>();
  return manifests.map((manifest) => {
    const title = fileTitle(manifest);
    const times = (taken.get(title) ?? 0) + 1;
    taken.set(title, times);
    const name = times === 1 ? title : `${title}-${times}`;
    return { file: `${folder}/${name}.yaml`, text: text(manifest), masked: false };
  });
}
