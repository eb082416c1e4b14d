import type { Diagnostic } from "../core/diagnostic.ts";
import { compareVersions, targetOf } from "../core/kubernetes-versions.ts";

/** What a summary is made of; `CheckedEnvironment` of the pipeline has this shape. */
export interface Summarized {
  readonly environment: {
    readonly name: string;
    readonly layers: readonly unknown[];
    readonly releases: readonly {
      readonly name: string;
      readonly installed: boolean;
      readonly kubeVersion?: string;
    }[];
    readonly secretsWithheld: boolean;
  };
  /** Objects of a first install, and how many of them are hooks. */
  readonly objects: number;
  readonly hooks: number;
  readonly fromCache: number;
  readonly diagnostics: readonly Pick<Diagnostic, "code">[];
}

const MOST_NAMES = 6;

/** What was checked, a line for each environment: layers, releases, the objects and hooks of a first install. */
export function summary(checked: readonly Summarized[]): string {
  const width = Math.max(0, ...checked.map((one) => one.environment.name.length));
  return checked.map((one) => line(one, width)).join("\n");
}

function line({ environment, objects, hooks, fromCache, diagnostics }: Summarized, width: number): string {
  const releases = environment.releases.filter((one) => one.installed).map((one) => one.name);
  const parts = [
    `checked ${environment.name.padEnd(width)}  ${count(environment.layers.length, "layer")}`,
    `${count(releases.length, "release")} (${some(releases)})`,
    `${count(objects, "object")}, ${hooks} of them hooks, for install and upgrade`,
    kubernetes(environment.releases.filter((one) => one.installed)),
  ];
  const unknown = diagnostics.filter(({ code }) => code === "CR504").length;
  if (unknown > 0) parts.push(`${count(unknown, "kind")} not checked`);
  if (fromCache > 0) parts.push(`${count(fromCache, "render")} from the cache`);
  if (environment.secretsWithheld) parts.push("no key: patterns of secrets were not checked");
  return parts.join("; ");
}

/** `Kubernetes 1.34`: what was checked for. */
function kubernetes(releases: readonly { readonly kubeVersion?: string }[]): string {
  const versions = [...new Set(releases.map((one) => targetOf(one).minor))].sort(compareVersions);
  const isDefault = releases.every(({ kubeVersion }) => kubeVersion === undefined);
  const minors = versions.length > 0 ? versions : [targetOf({}).minor];
  return `Kubernetes ${minors.join(" and ")}${isDefault ? " (the default)" : ""}`;
}

/** What a summary of charts that were checked alone is made of; `CheckedChart` has this shape. */
export interface SummarizedChart {
  readonly chart: { readonly shown: string; readonly name: string; readonly library: boolean };
  readonly scenarios: number;
  readonly objects: number;
  readonly hooks: number;
  readonly fromCache: number;
}

/** What was checked, a line for each chart: under how many sets of values, and what it renders to; for which Kubernetes. */
export function chartSummary(checked: readonly SummarizedChart[], kubeVersion?: string): string {
  const width = Math.max(0, ...checked.map(({ chart }) => shownName(chart).length));
  return checked
    .map(({ chart, scenarios, objects, hooks, fromCache }) => {
      const start = `checked ${shownName(chart).padEnd(width)}  `;
      if (chart.library) return `${start}a library: its templates`;
      const values =
        scenarios === 1 ? "its defaults" : `its defaults and ${count(scenarios - 1, "values file")}`;
      const parts = [values, `${count(objects, "object")}, ${hooks} of them hooks, for install and upgrade`];
      parts.push(kubernetes([kubeVersion === undefined ? {} : { kubeVersion }]));
      if (fromCache > 0) parts.push(`${count(fromCache, "render")} from the cache`);
      return start + parts.join("; ");
    })
    .join("\n");
}

function shownName({ shown, name }: SummarizedChart["chart"]): string {
  return shown === "." ? name : shown;
}

/** Names, as many as a line takes. */
function some(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(", ");
  return `${names.slice(0, MOST_NAMES - 1).join(", ")} and ${names.length - MOST_NAMES + 1} more`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
