import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { canonicalJson, type Json, showPath } from "../../../scripts/core/json.ts";
import { makeSource } from "../../../scripts/core/source.ts";
import { parseLayer } from "../../../scripts/layers/parse.ts";
import { finalValues } from "../../../scripts/merge/final.ts";
import { mergeLayers } from "../../../scripts/merge/merge.ts";
import type { MergedNode, Origin } from "../../../scripts/merge/model.ts";
import { plainValue } from "../../../scripts/merge/value.ts";
import type { Engine } from "../../../scripts/render/engine.ts";
import { readManifests } from "../../../scripts/render/manifests.ts";
import { releaseChart } from "../../../scripts/validate/chart-parts.ts";
import { tempDirectory } from "../../harness.ts";
import { modelRelease } from "../../models.ts";
import { Random } from "../../random.ts";
import { request } from "../../render/renderers.ts";
import { randomValues, writeCharts } from "./charts.ts";

export interface MergeResult {
  readonly cases: number;
  /** Leaves whose place was read again. */
  readonly leaves: number;
  readonly wrong: readonly string[];
}

/**
 * Charts of several generated trees under generated layers: the merge of the layers must be Helm's, the final values
 * those that a template prints, and each leaf's place must hold that leaf.
 */
export async function compareMerges(
  engine: Engine,
  seed: number,
  trees: number,
  each: number,
): Promise<MergeResult> {
  const random = new Random(seed);
  const wrong: string[] = [];
  let leaves = 0;
  for (let tree = 0; tree < trees; tree++) {
    const root = tempDirectory();
    const chartPath = writeCharts(random, path.join(root, "top"));
    for (let at = 0; at < each; at++) {
      const texts = Array.from({ length: random.whole(1, 3) }, () =>
        randomValues(random, 2, ["sub", "db", "dbx"]),
      );
      const ours = mergeLayers(texts.map((text, index) => parseLayer(makeSource(`l${index}.yaml`, text))));
      const helm = await engine.mergeValues(texts);
      if (canonicalJson((helm.value ?? {}) as Json) !== canonicalJson(plainValue(ours))) {
        wrong.push(`-f of ${JSON.stringify(texts)}`);
        continue;
      }
      const chart = await releaseChart(root, modelRelease({ chartPath }), plainValue(ours));
      const rendered = await engine.render(request(chartPath, { values: plainValue(ours) }));
      if (!chart.values || !rendered.ok) {
        if (Boolean(chart.values) !== rendered.ok)
          wrong.push(`only one of both fails: ${JSON.stringify(texts)}`);
        continue;
      }
      const final = finalValues(chart.values, ours, chart.parts, UNKNOWN);
      const [seen] = readManifests(rendered.text).filter(
        ({ template }) => template === "top/templates/seen.yaml",
      );
      const data = seen?.object.data as { seen: string } | undefined;
      if (
        data?.seen === undefined ||
        canonicalJson(JSON.parse(data.seen)) !== canonicalJson(plainValue(final))
      )
        wrong.push(`final values of ${JSON.stringify(texts)}`);
      for (const leaf of leavesOf(final, [])) {
        leaves++;
        const problem = placeProblem(leaf.node, texts, root);
        if (problem) wrong.push(`${showPath(leaf.path)} ${problem} in ${JSON.stringify(texts)} of ${root}`);
      }
    }
  }
  return { cases: trees * each, leaves, wrong };
}

const UNKNOWN: Origin = {
  place: { file: "unknown", line: 1, column: 1, endLine: 1, endColumn: 1 },
  layer: 0,
  layers: 1,
};

interface Leaf {
  readonly path: readonly (string | number)[];
  readonly node: MergedNode;
}

function leavesOf(node: MergedNode, at: readonly (string | number)[]): Leaf[] {
  if (node.kind !== "map") return [{ path: at, node }];
  return [...node.entries].flatMap(([key, child]) => leavesOf(child, [...at, key]));
}

/** Reads the text at the winner's place again. */
function placeProblem(node: MergedNode, texts: readonly string[], root: string): string | undefined {
  const { place } = node.origins.at(-1) as Origin;
  if (place.file === "unknown") return "has no place";
  const layer = /^l(\d)\.yaml$/.exec(place.file)?.[1];
  const text =
    layer === undefined
      ? readFileSync(path.join(root, place.file), "utf8")
      : (texts[Number(layer)] as string);
  const lines = text.split("\n");
  const starts = lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const ends = lines.slice(0, place.endLine - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const there = parse(text.slice(starts + place.column - 1, ends + place.endColumn - 1)) as Json;
  return canonicalJson(there) === canonicalJson(plainValue(node))
    ? undefined
    : `is not at ${place.file}:${place.line}`;
}
