import type { Manifest } from "../render/model.ts";
import { objectAt } from "./rule.ts";

/**
 * When Argo CD runs a Helm hook: it renders with `helm template` and maps what it knows. `every sync` stands for what
 * Helm does once; a hook of unknown events only is nothing (`pkg/sync/hook/helm` of Argo CD's engine).
 */
export interface ArgoHook {
  readonly manifest: Manifest;
  readonly phases: readonly string[];
  /** Events of the hook that Argo CD does not have. */
  readonly dropped: readonly string[];
}

const PHASES: Readonly<Record<string, string>> = {
  "pre-install": "PreSync",
  "pre-upgrade": "PreSync",
  "post-install": "PostSync",
  "post-upgrade": "PostSync",
  "pre-delete": "PreDelete",
  "post-delete": "PostDelete",
};

/** The hooks of a release as Argo CD runs them. An annotation of Argo CD's own on the object overrules Helm's. */
export function argoHooks(manifests: readonly Manifest[]): ArgoHook[] {
  return manifests
    .filter(({ hooks }) => hooks.length > 0)
    .map((manifest) => {
      const own = objectAt(manifest.object, "metadata", "annotations")["argocd.argoproj.io/hook"];
      if (typeof own === "string" && own.trim() !== "")
        return { manifest, phases: own.split(",").map((one) => one.trim()), dropped: [] };
      const phases = new Set(manifest.hooks.flatMap((event) => PHASES[event] ?? []));
      return { manifest, phases: [...phases], dropped: manifest.hooks.filter((event) => !(event in PHASES)) };
    });
}

/** What Argo CD does otherwise than Helm with hooks. */
export interface ArgoDifference {
  readonly line: string;
  readonly hooks: readonly Manifest[];
}

/** What Argo CD does otherwise than Helm with these hooks; nothing where it does the same. */
export function argoDifferences(manifests: readonly Manifest[]): ArgoDifference[] {
  const hooks = argoHooks(manifests);
  const differences: ArgoDifference[] = [];
  const say = (what: string, of: readonly ArgoHook[]): void => {
    const line = `${what}: ${of.map(({ manifest }) => named(manifest)).join(", ")}`;
    if (of.length > 0) differences.push({ line, hooks: of.map(({ manifest }) => manifest) });
  };
  const runs = hooks.filter(({ phases }) => phases.length > 0);
  const own = (one: ArgoHook) =>
    objectAt(one.manifest.object, "metadata", "annotations")["argocd.argoproj.io/hook"];
  const mapped = runs.filter((one) => own(one) === undefined);
  say(
    "runs at each sync, not at the first install alone",
    mapped.filter((one) => isOnce(one, "install")),
  );
  say(
    "runs at the first sync too, not at upgrades alone",
    mapped.filter((one) => isOnce(one, "upgrade")),
  );
  // Helm itself runs a test only when it is asked to.
  const gone = hooks.filter(
    ({ phases, dropped }) => phases.length === 0 && dropped.some((one) => one !== "test"),
  );
  say("never runs, Argo CD has no such event", gone);
  const together = sameWave(mapped);
  say("run side by side, since Argo CD takes the weight as a wave and knows no order within", together);
  return differences;
}

/** Jobs and Pods of one phase and one weight: Helm runs them one after the other. */
function sameWave(hooks: readonly ArgoHook[]): ArgoHook[] {
  const works = hooks.filter(({ manifest: { object } }) => object.kind === "Job" || object.kind === "Pod");
  return works.filter((one) =>
    works.some(
      (other) =>
        other !== one &&
        other.manifest.hookWeight === one.manifest.hookWeight &&
        other.phases.some((phase) => one.phases.includes(phase)),
    ),
  );
}

function isOnce({ manifest: { hooks, object } }: ArgoHook, phase: "install" | "upgrade"): boolean {
  const other = phase === "install" ? "upgrade" : "install";
  const has = (name: string) => hooks.includes(`pre-${name}`) || hooks.includes(`post-${name}`);
  return (object.kind === "Job" || object.kind === "Pod") && has(phase) && !has(other);
}

function named({ object }: Manifest): string {
  return `${String(object.kind)}/${String(objectAt(object, "metadata").name)}`;
}
