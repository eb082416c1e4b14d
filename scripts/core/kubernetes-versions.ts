/** Minor versions of Kubernetes whose fields are known, oldest first. The last one is the default and the base of the others. */
export const kubernetesVersions = ["1.32", "1.33", "1.34", "1.35", "1.36", "1.37"] as const;

export type KubernetesVersion = (typeof kubernetesVersions)[number];

export const newestVersion: KubernetesVersion = "1.37";

/** `v1.33.4-eks-1` -> `1.33`; undefined where the text is no version of Kubernetes. */
export function minorVersion(text: string): string | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+][\w.+-]*)?$/.exec(text.trim()) ?? [];
  return major === undefined || minor === undefined ? undefined : `${Number(major)}.${Number(minor)}`;
}

/** Less than 0 where `a` is older; both are `1.33`. */
export function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}

/** The version whose fields are known that is nearest to `minor`. */
export function nearestVersion(minor: string): KubernetesVersion {
  return kubernetesVersions.find((one) => compareVersions(one, minor) >= 0) ?? newestVersion;
}

/** Whether a version lies at the target or before it. */
export function isReached(version: string | undefined, target: string): boolean {
  return version !== undefined && compareVersions(version, target) <= 0;
}

/** The Kubernetes that objects are checked for. */
export interface Target {
  /** As it was asked for, `1.29`. */
  readonly minor: string;
  /** The version whose fields are looked up: the same one where it is known, else the nearest. */
  readonly version: KubernetesVersion;
}

/** What a release is checked for: its own version, else the newest whose fields are known. */
export function targetOf({ kubeVersion }: { readonly kubeVersion?: string }): Target {
  const minor = minorVersion(kubeVersion ?? "") ?? newestVersion;
  return { minor, version: nearestVersion(minor) };
}

/** `1.32 to 1.37`. */
export const knownVersions = `${kubernetesVersions[0]} to ${newestVersion}`;
