import path from "node:path";
import { isObject, type JsonObject, parseJson } from "../../core/json.ts";
import type { KitTexts } from "./source.ts";

/** A release of a copied chart, as its kit releases it. */
export interface KitRelease {
  /** Folder of the copy, from the root. */
  readonly folder: string;
  /** The chart has a values.schema.json. */
  readonly typed: boolean;
  /** Its name in the kit, else the chart's. */
  readonly name: string;
  /** Lines of its entry that hold everywhere: `disableValidationOnInstall: true`. Its namespace where that is fixed. */
  readonly lines: readonly string[];
  /** Names of the releases that come first, if they are there. */
  readonly needs: readonly string[];
  /** What the kit's schema says about its values. */
  readonly description: string | undefined;
}

/** Lines of an entry that mean the same in every repository. */
const KEPT = /^\s+((?:namespace|disableValidationOnInstall): [^{}\n]+)$/;

/** How a kit releases the chart of this name: read from its helmfile as text, because templates stand in it. */
export function kitRelease(
  chart: { readonly name: string; readonly folder: string; readonly typed: boolean },
  texts: KitTexts,
): KitRelease {
  const entry = entries(texts.helmfile).find((one) => one.chart === chart.name);
  const name = entry?.name ?? chart.name;
  const properties = parseJson(texts.schema);
  const own =
    isObject(properties) && isObject(properties.properties)
      ? (properties.properties as JsonObject)[name]
      : undefined;
  return {
    folder: chart.folder,
    typed: chart.typed,
    name,
    lines: entry?.lines ?? [],
    needs: entry?.needs ?? [],
    description: isObject(own) && typeof own.description === "string" ? own.description : undefined,
  };
}

interface Entry {
  readonly name: string;
  readonly chart: string;
  readonly lines: readonly string[];
  readonly needs: readonly string[];
}

/** The releases of a helmfile's text whose chart is a folder. */
function entries(text: string): readonly Entry[] {
  const blocks = text.split(/^(?=\s*-\s+name:\s)/m).slice(1);
  return blocks.flatMap((block) => {
    const name = /name:\s*["']?([\w.-]+)["']?\s*$/m.exec(block)?.[1];
    const chart = /^\s+chart:\s*["']?(\.{1,2}\/[^"'\s{}]+)["']?\s*$/m.exec(block)?.[1];
    if (name === undefined || chart === undefined) return [];
    const lines = block.split("\n").flatMap((line) => KEPT.exec(line)?.[1] ?? []);
    return { name, chart: path.posix.basename(chart), lines, needs: needsIn(block) };
  });
}

/** `needs:` as a list of lines or in brackets; of each the release's name. */
function needsIn(block: string): readonly string[] {
  const flow = /^\s+needs:\s*\[([^\]]*)\]/m.exec(block)?.[1]?.split(",");
  const lines = /^(\s+)needs:\s*\n((?:\1\s*(?:- |\{\{).*\n?)+)/m.exec(block)?.[2]?.split("\n") ?? [];
  const written = flow ?? lines.filter((one) => /^\s*- /.test(one));
  return written.flatMap((one) => /([\w.-]+)["']?\s*$/.exec(one)?.[1] ?? []);
}
