import { isObject, type JsonObject } from "../core/json.ts";
import { nameOf, releaseTimeline } from "./hooks.ts";
import { filesIn, type LayoutRequest, type Written } from "./layout-files.ts";
import type { Manifest } from "./model.ts";
import { yamlOf } from "./print.ts";
import { releaseFolder, type TreeFile } from "./tree.ts";

/** Where Flux's own bootstrap puts its objects, and what it calls its GitRepository. */
const FLUX = "flux-system";

/** What is applied in one go: objects, or hooks up to and with the next Job. */
interface Step {
  readonly name: string;
  readonly manifests: readonly Manifest[];
  readonly isHook: boolean;
}

/**
 * Releases for Flux. Flux knows no hooks, so each step of a release is a Kustomization that waits for the one before: hooks
 * up to a Job, the objects, hooks after them. A changed Job cannot be updated: `force` makes it anew, so a migration runs
 * before the objects of the same commit (kustomize-controller compares the revisions of what a step depends on).
 */
export function fluxFiles(written: readonly Written[], request: LayoutRequest): TreeFile[] {
  const { environment } = request;
  // A release that makes a namespace owns it.
  const made = new Set(written.flatMap(({ rendered }) => rendered.manifests.filter(isNamespace).map(nameOf)));
  const used = new Set(written.map(({ rendered }) => rendered.release.namespace));
  const namespaces = [...used].filter((name) => !made.has(name)).sort();
  const first = `${environment}-namespaces`;
  const files: TreeFile[] = namespaces.map((name) =>
    file(`${environment}/namespaces/${name}.yaml`, {
      apiVersion: "v1",
      kind: "Namespace",
      // It may hold more than this tree: it goes only when somebody deletes it.
      metadata: { name, annotations: { "kustomize.toolkit.fluxcd.io/prune": "disabled" } },
    }),
  );
  files.push(
    file(
      `${environment}/kustomizations/namespaces.yaml`,
      kustomization(first, `${environment}/namespaces`, [], {}, request),
    ),
  );
  for (const one of written) {
    const { release } = one.rendered;
    let before = [first, ...one.needs.map((need) => lastStep(need, environment))];
    for (const step of stepsOf(one)) {
      const folder = `${environment}/${releaseFolder(one.rendered)}/${step.name}`;
      const name = `${baseName(one.rendered, environment)}-${step.name}`;
      files.push(...filesIn(folder, step.manifests, one));
      const more = {
        ...(staysHome(one) && { targetNamespace: release.namespace }),
        timeout: `${release.timeoutSeconds || 300}s`,
        ...(step.isHook && { force: true }),
      };
      files.push(
        file(
          `${environment}/kustomizations/${release.namespace}-${release.name}-${step.name}.yaml`,
          kustomization(name, folder, before, more, request),
        ),
      );
      before = [name];
    }
  }
  return files;
}

const isNamespace = ({ object }: Manifest): boolean => object.kind === "Namespace";

/** Flux's `targetNamespace` overrules what an object says: a release that writes into other namespaces names them itself. */
function staysHome({ rendered: { release, manifests } }: Written): boolean {
  return manifests.every(({ object }) => {
    const metadata = isObject(object.metadata) ? object.metadata : {};
    return metadata.namespace === undefined || metadata.namespace === release.namespace;
  });
}

function stepsOf({ rendered }: Pick<Written, "rendered">): Step[] {
  const steps: Step[] = [];
  let hooks: Manifest[] = [];
  let side = "pre";
  const close = (): void => {
    if (hooks.length === 0) return;
    const number = steps.filter(({ name }) => name.startsWith(side)).length + 1;
    steps.push({ name: `${side}-${number}`, manifests: hooks, isHook: true });
    hooks = [];
  };
  for (const step of releaseTimeline(rendered, "upgrade")) {
    if (step.kind === "manifests") {
      close();
      if (step.manifests.length > 0)
        steps.push({ name: "objects", manifests: step.manifests, isHook: false });
      side = "post";
      continue;
    }
    hooks.push(step.manifest);
    if (step.manifest.object.kind === "Job" || step.manifest.object.kind === "Pod") close();
  }
  close();
  return steps;
}

const baseName = ({ release }: Written["rendered"], environment: string): string =>
  `${environment}-${release.namespace}-${release.name}`;

function lastStep(rendered: Written["rendered"], environment: string): string {
  return `${baseName(rendered, environment)}-${stepsOf({ rendered }).at(-1)?.name ?? "objects"}`;
}

function kustomization(
  name: string,
  folder: string,
  before: readonly string[],
  more: JsonObject,
  { folder: tree }: LayoutRequest,
): JsonObject {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: FLUX },
    spec: {
      ...(before.length > 0 && { dependsOn: before.map((one) => ({ name: one })) }),
      interval: "10m",
      path: `./${tree === "" ? folder : `${tree}/${folder}`}`,
      prune: true,
      wait: true,
      sourceRef: { kind: "GitRepository", name: FLUX },
      ...more,
    },
  };
}

function file(name: string, object: JsonObject): TreeFile {
  return { file: name, text: yamlOf(object), masked: false };
}
