import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { canonicalJson, type Json } from "../../../scripts/core/json.ts";
import { readEnvironment } from "../../../scripts/environment/read.ts";
import { environmentValues } from "../../../scripts/merge/environment.ts";
import { readLayers } from "../../../scripts/merge/layers.ts";
import { plainValue } from "../../../scripts/merge/value.ts";
import { tempDirectory } from "../../harness.ts";
import { Random } from "../../random.ts";
import { randomValues } from "./charts.ts";

/** Many cases stand side by side in one repository, each below its own key or in its own release. */
export interface HelmfileCases {
  readonly cases: number;
  /** Environment cases that differ and are refused (CR220): a null among layers of one list, where helmfile's library is whimsical. */
  readonly refused: number;
  readonly wrong: readonly string[];
}

/** helmfile stops where one layer of an environment has a list and another something else: lists get keys of their own. */
function listsApart(value: Json): Json {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      Array.isArray(one) ? `${key}List` : key,
      listsApart(one as Json),
    ]),
  );
}

/**
 * A repository with two bases, a first part, several environment layers and releases with value files, globs, templates,
 * inline values and `set`: our merge of the layers against the values that the real helmfile prints.
 */
export async function compareHelmfile(seed: number, count: number): Promise<HelmfileCases> {
  const random = new Random(seed);
  const root = tempDirectory();
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const layer = () => {
    const one: Record<string, Json> = {};
    for (let at = 0; at < count; at++)
      if (random.chance(0.8)) one[`case${at}`] = listsApart(JSON.parse(randomValues(random, 2)) as Json);
    return JSON.stringify(one);
  };
  for (const name of ["base1", "base2", "part", "env1", "env2"]) write(`${name}.values.yaml`, layer());
  write("base1.yaml", "environments:\n  dev:\n    values: [base1.values.yaml]\n");
  write("base2.yaml", "environments:\n  dev:\n    values: [base2.values.yaml, {inbase: {a: 1}}]\n");
  write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
  const releases = Array.from({ length: count }, (_, at) => {
    const items = Array.from({ length: random.whole(1, 4) }, (_, item) => {
      const file = `r/${at}-${item}`;
      const kind = random.next();
      if (kind < 0.2) return JSON.stringify(JSON.parse(randomValues(random, 2)));
      if (kind < 0.3) return `"r/none-${at}.yaml"`;
      if (kind < 0.4) {
        write(`${file}-a.yaml`, randomValues(random, 2)); // two matches of a glob stop helmfile
        return `"${file}-*.yaml"`;
      }
      const template = kind < 0.6;
      write(
        template ? `${file}.yaml.gotmpl` : `${file}.yaml`,
        template ? `t: {{ .Values | get "case${at}" dict | toJson }}\n` : randomValues(random, 2),
      );
      return `"${template ? `${file}.yaml.gotmpl` : `${file}.yaml`}"`;
    });
    const set = random.chance(0.3)
      ? `\n  set: [{name: a.b, value: ${random.pick(["1", "x", "true", "null", "012"])}}]`
      : "";
    return `- name: r${at}\n  chart: ./chart\n  missingFileHandler: Info\n  values: [${items.join(", ")}]${set}\n`;
  });
  write(
    "helmfile.yaml.gotmpl",
    `bases: [base1.yaml, base2.yaml]\n---\nenvironments:\n  dev:\n    values: [part.values.yaml]\n---\nenvironments:\n  dev:\n    values: [env1.values.yaml, {inline: {b: 2}}, env2.values.yaml]\n---\nreleases:\n${releases.join("")}`,
  );
  const read = await readEnvironment({
    root,
    helmfile: path.join(root, "helmfile.yaml.gotmpl"),
    name: "dev",
  });
  if (!read.ok) return { cases: 0, refused: 0, wrong: read.error.map((one) => one.message) };
  const environment = read.value.value;
  const wrong: string[] = [];
  let refused = 0;
  const { merged, diagnostics } = await environmentValues(environment);
  const ours = plainValue(merged) as Record<string, Json>;
  const theirs = environment.values as Record<string, Json>;
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    if (canonicalJson(ours[key] ?? "absent") === canonicalJson(theirs[key] ?? "absent")) continue;
    const told = diagnostics.some((one) => one.code === "CR220" && one.message.startsWith(`\`${key}.`));
    if (told) refused++;
    else wrong.push(`${key} of the environment in ${root} differs and nobody says so`);
  }
  for (const release of environment.releases) {
    const own = await readLayers(root, release.layers, { reader: "helm", sources: [merged] });
    if (!own.whole) wrong.push(`${release.name}: a layer's values are not known in ${root}`);
    if (canonicalJson(plainValue(own.merged)) !== canonicalJson(release.values))
      wrong.push(
        `${release.name} in ${root}: ours ${JSON.stringify(plainValue(own.merged))}, helmfile ${JSON.stringify(release.values)}`,
      );
  }
  return { cases: count * 2, refused, wrong };
}
