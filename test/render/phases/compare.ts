import { rmSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../../../scripts/core/files.ts";
import type { Json } from "../../../scripts/core/json.ts";
import type { EngineClient } from "../../../scripts/engine/client.ts";
import { valuesText } from "../../../scripts/engine/values-text.ts";

/** What became of a chart: whether the engine renders it once for both phases, and whether it may. */
export interface Compared {
  /** It renders in both phases. */
  readonly rendered: boolean;
  /** The engine says that both are the same without a look at the second. */
  readonly once: boolean;
  /** Rendered one by one, they are. */
  readonly alike: boolean;
}

/** Writes a chart into a folder that is emptied before, and asks for both phases at once, and for each alone. */
export async function compare(
  client: EngineClient,
  folder: string,
  files: Readonly<Record<string, string>>,
  values: Json = {},
): Promise<Compared> {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) writeWhole(path.join(folder, name), text);
  const ask = (phases: readonly string[]) =>
    client.ask({
      op: "render",
      chart: folder,
      name: "rel",
      namespace: "demo",
      values: valuesText(values),
      phases,
      kubeVersion: "",
      apiVersions: [],
    });
  const [both, install, upgrade] = await Promise.all([
    ask(["install", "upgrade"]),
    ask(["install"]),
    ask(["upgrade"]),
  ]);
  const [one, other] = [install.phases?.[0], upgrade.phases?.[0]];
  return {
    rendered: one?.ok === true && other?.ok === true,
    once: both.phases?.[1]?.same === true,
    alike: one?.ok === other?.ok && one?.text === other?.text && one?.notes === other?.notes,
  };
}
