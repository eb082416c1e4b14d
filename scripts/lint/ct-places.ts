import type { Diagnostic } from "../core/diagnostic.ts";
import { isObject, type ValuePath } from "../core/json.ts";
import { fileStart, type Place } from "../core/source.ts";
import { nodeAt } from "../merge/value.ts";
import { type ChartYaml, placeIn } from "./chart-yaml.ts";

/** ct tells no line of Chart.yaml: each of its findings goes to the value that it is about, where `--native` has it too. */
export function placedInChart(chart: ChartYaml, found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.map((one) => {
    const place = one.place?.file === chart.file ? placeOf(chart, one) : undefined;
    return place ? { ...one, place } : one;
  });
}

function placeOf(chart: ChartYaml, { code, message }: Diagnostic): Place | undefined {
  switch (code) {
    case "CR820":
      return placeIn(chart, ["version"]);
    case "CR821":
      return placeOfElement(chart, message);
    case "CR822":
      return placeIn(chart, maintainer(chart, message));
    default:
      return undefined;
  }
}

/** yamale's words: `maintainers.0.name: '1' is not a str.`, `homme: Unexpected element`. */
function placeOfElement(chart: ChartYaml, message: string): Place | undefined {
  const named = /^(?<path>\S+): /.exec(message)?.groups?.path;
  if (named === undefined) return undefined;
  const path = named.split(".").map((one) => (/^\d+$/.test(one) ? Number(one) : one));
  const above = path.slice(0, -1);
  if (/Required field missing/.test(message))
    return above.length === 0 ? fileStart(chart.file) : placeIn(chart, above);
  const key = nodeAt(chart.map, path)?.origins.at(-1)?.key;
  return (/Unexpected element/.test(message) ? key : undefined) ?? placeIn(chart, path);
}

/** What ct says of maintainers: there are none, there are some of a deprecated chart, or the one that it names is nobody. */
function maintainer({ value }: ChartYaml, message: string): ValuePath {
  const all = isObject(value) && Array.isArray(value.maintainers) ? value.maintainers : [];
  if (all.length === 0) return ["name"];
  const at = all.findIndex(
    (one) => isObject(one) && typeof one.name === "string" && message.includes(one.name),
  );
  return at < 0 ? ["maintainers"] : ["maintainers", at, "name"];
}
