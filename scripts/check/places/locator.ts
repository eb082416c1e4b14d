import { isObject, type Json, type ValuePath, valueAt } from "../../core/json.ts";
import type { Release } from "../../environment/model.ts";
import type { MergedMap } from "../../merge/model.ts";
import { readYaml } from "../../render/manifest-yaml.ts";
import { documentsOf } from "../../render/manifests.ts";
import type { Manifest, ReadObjects, RenderedRelease, Renderer } from "../../render/model.ts";
import { phasesRequest } from "../../render/releases.ts";
import { markedDocument } from "./find-mark.ts";
import { type Located, locatedAt } from "./located.ts";
import { type MarkedChart, markedChart } from "./mark-chart.ts";

/** The template's line that wrote what stands at a path of an object; undefined where that cannot be told for certain. */
export type Locator = (manifest: Manifest, path: ValuePath) => Located | undefined;

/**
 * Renders a release once more with its chart's templates marked, and reads off each object which line wrote what: through
 * includes, loops and branches, since the marks travel with the text. An object that comes out otherwise than without
 * marks says nothing. One locator for each of the release's phases that are given, where there can be one.
 */
export async function locatorsOf(
  root: string,
  release: Release,
  phases: readonly RenderedRelease[],
  values: MergedMap | undefined,
  renderer: Renderer,
): Promise<(Locator | undefined)[]> {
  const chart = release.chartPath === undefined ? undefined : markedChart(root, release.chartPath);
  if (!chart) return [];
  const request = { ...phasesRequest(release), chartPath: chart.path, accepted: true };
  const answers = await renderer.renderPhases(
    request,
    phases.map(({ phase }) => phase),
  );
  const known = new Map<string, Twin>();
  return phases.map((rendered, at) => {
    const answer = answers[at];
    const twins = answer?.ok ? twinsOf(rendered, answer, known) : undefined;
    return twins && locator(rendered, twins, chart, values);
  });
}

function locator(
  { manifests }: RenderedRelease,
  twins: readonly Twin[],
  chart: MarkedChart,
  values: MergedMap | undefined,
): Locator {
  return (manifest, path) => {
    const twin = twins[manifests.indexOf(manifest)];
    if (!twin || !isTwin(manifest.object, twin.object, path)) return undefined;
    const found = twin.find(path);
    const mark = found && chart.marks[found.mark];
    if (!found || !mark) return undefined;
    return locatedAt(mark, path, found.depth, manifest.object, values);
  };
}

/** A manifest as it was rendered with marks; read when it is asked for, since most manifests have no findings. */
interface Twin {
  readonly object: Json;
  readonly find: ReturnType<typeof markedDocument>;
}

/**
 * A twin for each manifest, by where it stands among the documents; undefined where the marks made other documents.
 * `known` are those of other phases, by their text.
 */
function twinsOf(
  { text, manifests }: RenderedRelease,
  marked: { readonly text: string; readonly objects?: ReadObjects },
  known: Map<string, Twin>,
): Twin[] | undefined {
  const [plain, bodies] = [documentsOf(text), documentsOf(marked.text)];
  if (plain.length !== bodies.length) return undefined;
  const objects = marked.objects?.length === bodies.length ? marked.objects : [];
  let next = 0;
  return plain.flatMap(({ body }, at): Twin[] => {
    if (body !== manifests[next]?.text) return [];
    next += 1;
    const other = bodies[at]?.body as string;
    const twin = known.get(other) ?? twinOf(other, objects[at] ?? undefined);
    known.set(other, twin);
    return [twin];
  });
}

function twinOf(text: string, read: Json | undefined): Twin {
  let object = read;
  return {
    get object() {
      object ??= readYaml(text).value;
      return object;
    },
    find: markedDocument(text),
  };
}

/** The same object as far as the path goes: a checksum of marked text elsewhere in it differs. */
function isTwin(object: Json, marked: Json, path: ValuePath): boolean {
  const shape = (value: Json | undefined): string =>
    isObject(value)
      ? `{${Object.keys(value)
          .map((key) => `${JSON.stringify(key)}:${shape(value[key])}`)
          .join()}}`
      : Array.isArray(value)
        ? `[${value.map(shape).join()}]`
        : typeof value;
  return (
    shape(object) === shape(marked) &&
    JSON.stringify(valueAt(object, path)) === JSON.stringify(valueAt(marked, path))
  );
}
