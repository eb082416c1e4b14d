import type { Diagnostic } from "../core/diagnostic.ts";
import type {
  HookFinding,
  HookStep,
  ObjectsStep,
  ReleaseTimeline,
  TimelineStep,
} from "../core/hook-timeline.ts";
import type { Environment } from "../environment/model.ts";
import { type HookEvent, hooksOfEvent } from "../render/hooks.ts";
import type { Manifest, Phase, RenderedRelease } from "../render/model.ts";
import { withoutSilenced } from "../templates/ignores.ts";
import { argoDifferences } from "./argo-hooks.ts";
import { contextsOf } from "./check.ts";
import { foundByHook, isKept } from "./hook-life.ts";
import { logPolicies } from "./hook-policies.ts";
import { hookFormRules, phaseRules } from "./hook-rules.ts";
import { referencesOf } from "./references.ts";
import { nameOf, objectAt } from "./rule.ts";

const OTHER_EVENTS = ["test", "pre-rollback", "post-rollback", "pre-delete", "post-delete"] as const;

/** What Helm does with the hooks of each release that has any, in both phases, and what the rules say about them. */
export function hookTimelines(
  environment: Environment,
  rendered: readonly RenderedRelease[],
): ReleaseTimeline[] {
  const told = new Map(
    contextsOf(environment, rendered).map((context) => {
      const findings = [...hookFormRules, ...phaseRules].flatMap((rule) => rule(context));
      return [context.rendered, withoutSilenced(environment.root, findings)] as const;
    }),
  );
  return rendered.flatMap((install): ReleaseTimeline[] => {
    const { release, phase, manifests } = install;
    const upgrade = rendered.find((one) => one.release === release && one.phase === "upgrade");
    if (phase !== "install" || !upgrade) return [];
    if (![...manifests, ...upgrade.manifests].some(({ hooks }) => hooks.length > 0)) return [];
    const steps = (one: RenderedRelease) => phaseSteps(one, told.get(one) ?? []);
    const all = { manifests, findings: told.get(install) ?? [], atomic: release.atomic === true };
    return [
      {
        environment: environment.name,
        release: release.name,
        namespace: release.namespace,
        timeoutSeconds: release.timeoutSeconds,
        waits: release.wait || release.atomic === true,
        atomic: release.atomic === true,
        install: steps(install),
        upgrade: steps(upgrade),
        elsewhere: OTHER_EVENTS.flatMap((event) =>
          hooksOfEvent(manifests, event).map((hook) => hookStep(hook, event, all)),
        ),
        argocd: argoDifferences(manifests).map(({ line }) => line),
      },
    ];
  });
}

interface Around {
  /** A first install that failed is uninstalled: the next try is an install again. */
  readonly atomic: boolean;
  readonly manifests: readonly Manifest[];
  readonly findings: readonly Diagnostic[];
}

function phaseSteps(
  { manifests, phase, release }: RenderedRelease,
  findings: readonly Diagnostic[],
): TimelineStep[] {
  const around = { manifests, findings, atomic: release.atomic === true };
  const waits = release.wait || release.atomic === true;
  return [
    ...eventSteps(`pre-${phase}`, around),
    objectsStep(around),
    ...(waits ? [{ step: "wait", seconds: release.timeoutSeconds } as const] : []),
    ...eventSteps(`post-${phase}`, around),
  ];
}

function eventSteps(event: `${"pre" | "post"}-${Phase}`, around: Around): TimelineStep[] {
  const hooks = hooksOfEvent(around.manifests, event);
  const gone = hooks
    .filter((one) => !isKept(one) && one.object.kind !== "CustomResourceDefinition")
    .reverse();
  return [
    ...hooks.map((hook) => hookStep(hook, event, around)),
    ...(gone.length > 0
      ? [{ step: "remove", event, objects: gone.map(({ object }) => nameOf(object)) } as const]
      : []),
  ];
}

function hookStep(hook: Manifest, event: HookEvent, { manifests, findings, atomic }: Around): HookStep {
  const { object, hooks, hookWeight, hookDeletePolicies } = hook;
  const { activeDeadlineSeconds, backoffLimit } = objectAt(object, "spec");
  const again = hooks.some((one) => one === "pre-upgrade" || one === "post-upgrade");
  const works = object.kind === "Job" || object.kind === "Pod";
  return {
    step: "hook",
    event,
    object: nameOf(object),
    weight: hookWeight,
    deletePolicies: hookDeletePolicies,
    logPolicies: logPolicies(object),
    ...(works && typeof activeDeadlineSeconds === "number" && { deadlineSeconds: activeDeadlineSeconds }),
    ...(object.kind === "Job" && typeof backoffLimit === "number" && { retries: backoffLimit }),
    needs: [...referencesOf(object).keys()].map((needed) => {
      const made = manifests.filter((one) => nameOf(one.object) === needed);
      return {
        object: needed,
        found: made.length === 0 ? "elsewhere" : foundByHook(made, hook, event, manifests),
      };
    }),
    ...(works && event.endsWith("-install") && !again && !atomic && { once: true }),
    findings: findingsOf(nameOf(object), findings),
  };
}

function objectsStep({ manifests, findings }: Around): ObjectsStep {
  const own = manifests.filter(({ hooks }) => hooks.length === 0);
  const kinds: { kind: string; count: number }[] = [];
  for (const { object } of own) {
    const last = kinds.at(-1);
    if (last?.kind === String(object.kind)) last.count += 1;
    else kinds.push({ kind: String(object.kind), count: 1 });
  }
  return {
    step: "objects",
    kinds,
    findings: own.flatMap(({ object }) => findingsOf(nameOf(object), findings)),
  };
}

/** The rules name the object first. */
function findingsOf(name: string, findings: readonly Diagnostic[]): HookFinding[] {
  return findings
    .filter(({ message }) => message.startsWith(`${name}: `))
    .map(({ code, severity, message }) => ({ code, severity, message: message.slice(name.length + 2) }));
}
