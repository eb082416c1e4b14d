import type { EngineClient } from "../../../scripts/engine/client.ts";
import { Random } from "../../random.ts";
import { compare } from "./compare.ts";
import { generateChart, VALUES } from "./generate.ts";

export interface Tally {
  /** Charts that are rendered once for both phases though they differ between them, with their templates. */
  readonly wrong: readonly string[];
  readonly rendered: number;
  readonly once: number;
  readonly differ: number;
}

/** Generated charts, one for each seed from `seed` on. */
export async function generated(
  client: EngineClient,
  folder: string,
  count: number,
  seed: number,
): Promise<Tally> {
  const wrong: string[] = [];
  let [rendered, once, differ] = [0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    const files = generateChart(new Random(seed + at));
    const found = await compare(client, folder, files, VALUES);
    if (found.rendered) rendered += 1;
    if (found.once) once += 1;
    if (found.rendered && !found.alike) differ += 1;
    if (found.once && !found.alike)
      wrong.push(
        `seed ${seed + at}: ${files["templates/_helpers.tpl"]}\n${files["templates/a.yaml"]}\n${files["templates/NOTES.txt"]}`,
      );
  }
  return { wrong, rendered, once, differ };
}
