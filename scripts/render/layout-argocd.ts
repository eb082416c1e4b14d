import type { JsonObject } from "../core/json.ts";
import { filesIn, inTree, type LayoutRequest, type Written } from "./layout-files.ts";
import { yamlOf } from "./print.ts";
import { releaseFolder, type TreeFile } from "./tree.ts";

/** The name of the config management plugin that resolves references: docs/gitops.md shows it. */
const PLUGIN = "vals";

/**
 * A release for Argo CD: its objects and hooks in one folder, `ENVIRONMENT/NAMESPACE/RELEASE/`, and an Application for it in
 * `ENVIRONMENT/applications/`. Argo CD runs Helm's hooks of plain manifests by their annotations and weights itself
 * (argo-cd, docs/user-guide/helm.md, "Helm Hooks"); the order of releases is a sync wave.
 */
export function argoFiles(written: Written, request: LayoutRequest): TreeFile[] {
  const { rendered } = written;
  const { environment } = request;
  const folder = `${environment}/${releaseFolder(rendered)}`;
  const application: TreeFile = {
    file: `${environment}/applications/${rendered.release.namespace}-${rendered.release.name}.yaml`,
    text: yamlOf(applicationOf(written, folder, request)),
    masked: false,
  };
  return [...filesIn(folder, rendered.manifests.filter(inTree), written), application];
}

function applicationOf(
  { rendered: { release }, refers, wave }: Written,
  folder: string,
  { environment, context, repository, revision, folder: tree }: LayoutRequest,
): JsonObject {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: `${environment}-${release.namespace}-${release.name}`,
      namespace: "argocd",
      annotations: { "argocd.argoproj.io/sync-wave": String(wave) },
    },
    spec: {
      project: "default",
      source: {
        repoURL: repository,
        targetRevision: revision,
        path: tree === "" ? folder : `${tree}/${folder}`,
        ...(refers ? { plugin: { name: PLUGIN } } : { directory: { recurse: true } }),
      },
      destination: {
        // `in-cluster` is Argo CD's name for the cluster that it runs in.
        name: release.kubeContext ?? context ?? "in-cluster",
        namespace: release.namespace,
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ["CreateNamespace=true"],
      },
    },
  };
}
