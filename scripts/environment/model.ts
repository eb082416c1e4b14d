import type { Json } from "../core/json.ts";
import type { Place } from "../core/source.ts";

/**
 * Where a release's or an environment's values come from, in the order helmfile merges them. Layers of one `group` (a
 * part of a helmfile, a base) merge as Helm merges, groups as helmfile does.
 */
export type LayerReference = { readonly group?: number } & (
  | {
      /** `plain`: YAML as it stands. `sops`: YAML with encrypted leaves. `template`: a file helmfile renders first. */
      readonly kind: "plain" | "sops" | "template";
      /** Relative to the repository root, forward slashes. */
      readonly file: string;
      /** What helmfile read or rendered from it, where helmfile says so: for a release's layers. May hold secrets. */
      readonly embedded?: Json;
      /** Encrypted, but listed where helmfile decrypts nothing. */
      readonly undecrypted?: boolean;
    }
  | {
      /** Values written into the helmfile itself. */
      readonly kind: "inline";
      readonly value: Json;
      /** The helmfile they stand in. */
      readonly file: string;
    }
);

/** One release as `helmfile build` states it for one environment. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** As written in the helmfile: a path, `repo/chart` or an OCI address. */
  readonly chart: string;
  /** Absolute path of the chart's directory or archive, when it is local. */
  readonly chartPath?: string;
  /** The chart's own name, where it is rendered by itself without a helmfile: findings name it, not a release. */
  readonly alone?: string;
  /** The chart is somebody else's: a copy that Helm or helmfile fetched before. */
  readonly fetched?: boolean;
  readonly version?: string;
  /** The Kubernetes version that it is rendered and checked for, where one is named: `1.34`. */
  readonly kubeVersion?: string;
  /** API versions that its templates find in the cluster beside Helm's own list. */
  readonly apiVersions?: readonly string[];
  /** What helmfile does to the chart or its manifests before Helm gets them, and a check does not. */
  readonly patched?: readonly string[];
  /** The helmfile the release stands in, relative to the root. */
  readonly file: string;
  readonly place?: Place;
  readonly installed: boolean;
  /** `namespace/name` or `name` of the releases that come first. */
  readonly needs: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Helm's timeout in seconds. */
  readonly timeoutSeconds: number;
  readonly wait: boolean;
  /** What fails is rolled back, and a first install uninstalled; Helm waits for the pods then, too. */
  readonly atomic?: boolean;
  /** The context helmfile would hand to helm for this release, when the helmfile names one. */
  readonly kubeContext?: string;
  readonly layers: readonly LayerReference[];
  /** The values helmfile will hand to helm: the truth everything else is compared with. May hold secrets. */
  readonly values: Json;
}

/** The releases with the Kubernetes version that a person asked for, which outweighs the one that each names. */
export function forVersion(
  releases: readonly Release[],
  kubeVersion: string | undefined,
): readonly Release[] {
  return kubeVersion === undefined ? releases : releases.map((one) => ({ ...one, kubeVersion }));
}

/** How messages name a release, or the chart that is rendered alone. */
export function subjectOf({ alone, name }: Release): string {
  return alone === undefined ? `release \`${name}\`` : `chart \`${alone}\``;
}

/** What tells a release from every other of its environment. */
export function releaseKey({ kubeContext, namespace, name }: Release): string {
  return `${kubeContext ?? ""}/${namespace}/${name}`;
}

/** One environment of a helmfile repository, as helmfile sees it. */
export interface Environment {
  readonly name: string;
  /** Absolute path of the repository's root: the folder that holds helmfile.yaml(.gotmpl) or helmfile.d/. */
  readonly root: string;
  /** helmfile's `-f` argument, absolute. */
  readonly helmfile: string;
  /** The environment's own layers, in merge order. */
  readonly layers: readonly LayerReference[];
  /** The environment's merged values as helmfile sees them. May hold secrets. */
  readonly values: Json;
  /** The Kubernetes context that the environment names (its value `context`), when it does. */
  readonly context?: string;
  /** In the order helmfile applies them: file by file, then by `needs`. */
  readonly releases: readonly Release[];
  /** True when no key opened the secrets, so that `values` stand without them. */
  readonly secretsWithheld: boolean;
  /** They stand without them, but each place where one belongs says so (UNOPENED): none was left out. */
  readonly secretsMarked?: boolean;
}
