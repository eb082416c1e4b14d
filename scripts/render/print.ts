import { stringify } from "yaml";
import type { JsonObject } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import { releaseTimeline } from "./hooks.ts";
import { maskObject } from "./mask.ts";
import type { Manifest, RenderedRelease } from "./model.ts";

/** A rendered release as YAML in the order in which Helm acts on it, secrets masked; tests of `helm test` last. */
export function printRelease(rendered: RenderedRelease): string {
  const documents: string[] = [];
  for (const step of releaseTimeline(rendered)) {
    if (step.kind === "hook") documents.push(printManifest(step.manifest, step.event));
    else documents.push(...step.manifests.map((one) => printManifest(one)));
  }
  for (const one of rendered.manifests)
    if (one.hooks.includes("test")) documents.push(printManifest(one, "test"));
  return documents.join("");
}

/** One document with its `# Source:` line, and for a hook the event and weight. */
export function printManifest(manifest: Manifest, event?: string): string {
  const hook = event === undefined ? "" : `# Hook: ${event}, weight ${manifest.hookWeight}\n`;
  return taint.mask(`---\n# Source: ${manifest.template}\n${hook}${toYaml(manifest)}`);
}

/** The object's own text where nothing in it is masked by path, so that it reads as its author wrote it. */
function toYaml({ object, text }: Manifest): string {
  const masked = maskObject(object);
  return masked === object ? `${text.trimEnd()}\n` : yamlOf(masked);
}

/** YAML 1.1 quoting: `yes` and `012` must stay text for Helm's and kubectl's readers. */
export function yamlOf(object: JsonObject): string {
  return stringify(object, { version: "1.1", lineWidth: 0 });
}
