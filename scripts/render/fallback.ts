import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { privateDirectory } from "../core/private-directory.ts";
import { shell } from "../core/shell.ts";
import { valuesText } from "../engine/values-text.ts";
import type { RenderAnswer, Renderer, RenderRequest } from "./model.ts";

/**
 * `helm template`, one process a render: the same output as the engine's, thirty times slower. Values go in through
 * stdin, never through a file. The NOTES are not printed by `helm template`, so they are empty here.
 */
export function helmRenderer(helm: string, identity: string): Renderer {
  const limit = pLimit(availableParallelism());
  const render = (request: RenderRequest) => limit(() => template(helm, request));
  return {
    kind: "helm",
    identity,
    render,
    renderPhases: (request, phases) => Promise.all(phases.map((phase) => render({ ...request, phase }))),
    close: async () => {},
  };
}

async function template(helm: string, request: RenderRequest): Promise<RenderAnswer> {
  const args = [
    "template",
    request.releaseName,
    request.chartPath,
    "--namespace",
    request.namespace,
    "-f",
    "-",
  ];
  if (request.phase === "upgrade") args.push("--is-upgrade");
  if (request.kubeVersion !== undefined) args.push("--kube-version", request.kubeVersion);
  for (const version of request.apiVersions ?? []) args.push("--api-versions", version);
  if (request.includeCrds) args.push("--include-crds");
  const ran = await shell(helm, args, {
    input: valuesText(request.values),
    env: {
      HELM_DEBUG: undefined,
      HELM_NAMESPACE: undefined,
      HELM_NO_PLUGINS: "1",
      TMPDIR: privateDirectory().path,
    },
  });
  if (ran.code === 0) return { ok: true, text: ran.stdout, notes: "" };
  return { ok: false, message: ran.missing ? "helm could not be started" : helmError(ran.stderr) };
}

/** What stands behind `Error: ` at the end of helm's stderr; its log lines before are taken away. */
export function helmError(stderr: string): string {
  const start = /^Error: /m.exec(stderr);
  return (start ? stderr.slice(start.index + "Error: ".length) : stderr).trimEnd();
}
