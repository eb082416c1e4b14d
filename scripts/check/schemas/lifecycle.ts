import { readFileSync } from "node:fs";
import { packageDirectory } from "../../core/package.ts";

/** Versions of Kubernetes in the life of one kind, as `1.22`; what is not known is not there. */
export interface Lifecycle {
  readonly introduced?: string;
  readonly deprecated?: string;
  /** The first version that no longer serves it. */
  readonly removed?: string;
  /** `networking.k8s.io/v1 Ingress`. */
  readonly replacement?: string;
}

export const lifecycleFile = "scripts/check/schemas/lifecycle.json";

let lifecycles: Readonly<Record<string, Lifecycle>> | undefined;

/** The life of `extensions/v1beta1 Ingress`, by the lifecycle functions of Kubernetes' own API types. */
export function lifecycleOf(kind: string): Lifecycle | undefined {
  lifecycles ??= (
    JSON.parse(readFileSync(packageDirectory(...lifecycleFile.split("/")), "utf8")) as {
      readonly kinds: Readonly<Record<string, Lifecycle>>;
    }
  ).kinds;
  return Object.hasOwn(lifecycles, kind) ? lifecycles[kind] : undefined;
}
