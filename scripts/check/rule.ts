import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import { escapePattern } from "../core/escape-pattern.ts";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json, type JsonObject, type ValuePath } from "../core/json.ts";
import type { Target } from "../core/kubernetes-versions.ts";
import { fileStart, lineText, makeSource, type Place, placeAt } from "../core/source.ts";
import type { Environment, Release } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import type { Manifest, Rendered, RenderedRelease } from "../render/model.ts";
import { certainlyLocated } from "./places/certain.ts";
import type { Located } from "./places/located.ts";
import type { Locator } from "./places/locator.ts";
import type { CustomKinds } from "./schemas/custom-kinds.ts";

/** What a rule sees of one release, not knowing in which phase. */
export interface RuleContext {
  readonly environment: Environment;
  readonly rendered: Rendered;
  /** What all releases of the environment render to in the same phase, this one among them. */
  readonly together: readonly Rendered[];
  /** The Kubernetes that the release is checked for. */
  readonly target: Target;
  /** Kinds of CustomResourceDefinitions that are known beside those that come along, the first one the strongest. */
  readonly custom: readonly CustomKinds[];
  /** Tells of what stands at a path of an object which line of which template wrote it, and which value is behind it. */
  readonly locate?: Locator;
  /** Told that a place was asked for where nobody can tell yet; the answer is none that may be shown. */
  readonly onUnplaced?: () => void;
  /** The release's final values with origins, where they are known. */
  readonly values?: MergedMap;
}

export type Rule = (context: RuleContext) => Diagnostic[];

/** What a rule sees that looks at the phase. */
export interface PhaseContext extends RuleContext {
  readonly rendered: RenderedRelease;
  readonly together: readonly RenderedRelease[];
}

export type PhaseRule = (context: PhaseContext) => Diagnostic[];

/**
 * Where a manifest comes from: the chart's template file, at the only line that holds `key` where there is exactly one,
 * else the file; for a chart that is not in the repository the helmfile that names the release.
 */
export function placeOf(context: RuleContext, manifest: Manifest, key?: string): Place {
  const { release } = context.rendered;
  const template = templateOf(context, manifest);
  if (template === undefined) return release.place ?? fileStart(release.file);
  const { file, text } = template;
  const source = makeSource(file, text);
  const written = key === undefined ? undefined : new RegExp(`(?<![\\w./-])["']?${escapePattern(key)}["']?:`);
  const lines = written
    ? source.lineStarts.flatMap((_, at) => (written.test(lineText(source, at + 1)) ? [at + 1] : []))
    : [];
  const [line] = lines;
  if (line === undefined || lines.length > 1 || !written) return fileStart(file);
  const found = written.exec(lineText(source, line)) as RegExpExecArray;
  const start = (source.lineStarts[line - 1] as number) + found.index;
  return placeAt(source, start, start + found[0].length - 1);
}

/** The text of the template that wrote a manifest, where it lies in the repository. */
export function templateText(context: RuleContext, manifest: Manifest): string | undefined {
  return templateOf(context, manifest)?.text;
}

interface Template {
  /** Relative to the root. */
  readonly file: string;
  readonly text: string;
}

/** A release's templates by the names that its manifests have for them: findings come back to the same few. */
const templates = new WeakMap<Release, Map<string, Template | undefined>>();

function templateOf({ environment, rendered }: RuleContext, { template }: Manifest): Template | undefined {
  const { release } = rendered;
  const known = templates.get(release) ?? new Map<string, Template | undefined>();
  templates.set(release, known);
  if (!known.has(template)) known.set(template, readTemplate(environment.root, release, template));
  return known.get(template);
}

function readTemplate(root: string, { chartPath }: Release, template: string): Template | undefined {
  if (chartPath === undefined) return undefined;
  const absolute = path.join(chartPath, ...template.split("/").slice(1));
  const file = path.relative(root, absolute).split(path.sep).join("/");
  const text = file.startsWith("../") ? undefined : readIfThere(absolute);
  return text === undefined ? undefined : { file, text };
}

/**
 * Where what stands at a path of an object was written: the template's line with the value behind it where that is known
 * for certain, else as `placeOf` finds it by the path's last key.
 */
export function placeOfPath(context: RuleContext, manifest: Manifest, path: ValuePath): Located {
  const located = context.locate?.(manifest, path) ?? certainPlace(context, manifest, path);
  if (located) return located;
  if (context.onUnplaced) {
    context.onUnplaced();
    return { place: fileStart(manifest.template), labels: [] };
  }
  const key = path.findLast((one) => typeof one === "string");
  return { place: placeOf(context, manifest, key), labels: [] };
}

function certainPlace(context: RuleContext, manifest: Manifest, path: ValuePath): Located | undefined {
  const template = templateOf(context, manifest);
  const { rendered, values } = context;
  return template && certainlyLocated({ rendered, manifest, template, values }, path);
}

export function objectAt(value: Json | undefined, ...keys: string[]): JsonObject {
  let at = value;
  for (const key of keys) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? at : {};
}

export function listAt(value: JsonObject, key: string): readonly JsonObject[] {
  const list = value[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** `Job/web-migrate`: how messages name an object. */
export function nameOf(object: JsonObject): string {
  return `${String(object.kind)}/${String(objectAt(object, "metadata").name)}`;
}

/** Where the pod's spec stands in a workload of any built-in kind. */
export function podPath({ kind }: JsonObject): ValuePath {
  if (kind === "Pod") return ["spec"];
  return [...(kind === "CronJob" ? ["spec", "jobTemplate"] : []), "spec", "template", "spec"];
}

/** The pod's spec in a workload of any built-in kind, or undefined. */
export function podSpec(object: JsonObject): JsonObject | undefined {
  if (object.kind === "Pod") return objectAt(object, "spec");
  const spec =
    object.kind === "CronJob" ? objectAt(object, "spec", "jobTemplate", "spec") : objectAt(object, "spec");
  const pod = objectAt(spec, "template", "spec");
  return Array.isArray(pod.containers) ? pod : undefined;
}

/** All containers of a workload, with where each stands in it. */
export function containersIn(object: JsonObject): readonly PlacedContainer[] {
  return containersBelow(podSpec(object) ?? {}, podPath(object));
}

/** A container, with where it stands. */
export interface PlacedContainer {
  readonly container: JsonObject;
  readonly path: ValuePath;
}

/** All containers of a pod's spec that stands at a path. */
export function containersBelow(pod: JsonObject, at: ValuePath): readonly PlacedContainer[] {
  return ["initContainers", "containers"].flatMap((key) => {
    const list = pod[key];
    return (Array.isArray(list) ? (list as readonly Json[]) : []).flatMap((container, index) =>
      isObject(container) ? [{ container, path: [...at, key, index] }] : [],
    );
  });
}

/** Labels and annotations of the pods that an object of any built-in kind makes. */
export function podMetadata(object: JsonObject): { labels: JsonObject; annotations: JsonObject } {
  const job = object.kind === "CronJob" ? objectAt(object, "spec", "jobTemplate") : object;
  const metadata =
    object.kind === "Pod" ? objectAt(object, "metadata") : objectAt(job, "spec", "template", "metadata");
  return { labels: objectAt(metadata, "labels"), annotations: objectAt(metadata, "annotations") };
}

/** All containers of a pod's spec: those that run before, too. */
export function containersOf(pod: JsonObject): readonly JsonObject[] {
  return [...listAt(pod, "initContainers"), ...listAt(pod, "containers")];
}
