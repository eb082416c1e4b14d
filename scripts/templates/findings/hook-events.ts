import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { slipOf } from "../../core/nearest.ts";
import { type Place, placeAt, type Source } from "../../core/source.ts";
import type { ChartFiles } from "../chart-files.ts";
import { everyNode } from "../visit.ts";

// `events` in helm.sh/helm/v4 pkg/release/v1/util; `crd-install` was Helm 2's.
const EVENTS = ["install", "upgrade", "delete", "rollback"]
  .flatMap((one) => [`pre-${one}`, `post-${one}`])
  .concat("test", "test-success");

/**
 * CR510: a hook of an event that Helm does not have. Helm leaves the whole object out of what it renders, whatever other
 * events it names, so only the template shows it: a line that states its events without a pipeline.
 */
export function unknownHooks(chart: ChartFiles): Diagnostic[] {
  return chart.templates.flatMap(({ source, nodes }) => {
    if (!source.text.includes("helm.sh/hook")) return [];
    const texts = [...everyNode(nodes)].filter(({ kind }) => kind === "text");
    return hookLines(source).flatMap(({ events, place, start, end }) => {
      if (!texts.some((one) => one.start <= start && end <= one.end)) return [];
      return events
        .filter((one) => !EVENTS.includes(one))
        .map((one) => {
          const near = slipOf(one, EVENTS);
          return diagnostic("CR510", `unknown hook \`${one}\`: Helm leaves the object out`, {
            place,
            ...(one === "crd-install"
              ? { help: "Helm 3 and later install what lies in the chart's folder crds/" }
              : near !== undefined && { help: `did you mean \`${near}\`?` }),
          });
        });
    });
  });
}

interface HookLine {
  readonly events: readonly string[];
  readonly place: Place;
  readonly start: number;
  readonly end: number;
}

/** The lines `helm.sh/hook: EVENTS` of a template that hold no action. */
function hookLines(source: Source): HookLine[] {
  return [...source.text.matchAll(/^([ \t]*["']?helm\.sh\/hook["']?[ \t]*:[ \t]*)([^\n\r{]*)\r?$/gm)].flatMap(
    ({ index, 1: key = "", 2: written = "" }) => {
      const value = written.replace(/(?:^|\s)#.*$/, "").trimEnd();
      const events = value
        .replace(/^(["'])(.*)\1$/, "$2")
        .split(",")
        .map((one) => one.trim().toLowerCase());
      const start = index + key.length;
      const end = start + value.length;
      if (value === "" || /^[|>&*!]/.test(value)) return [];
      return [{ events, place: placeAt(source, start, end), start, end }];
    },
  );
}
