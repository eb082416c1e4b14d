import path from "node:path";
import type { KitRelease } from "./release.ts";
import { ENTRIES, type Repository } from "./repository.ts";

/** Where the releases' values come from, in the repository. */
export interface EntryOptions {
  /** The template that hands each release its key of the environment, from the root. */
  readonly values: string;
  /** Entries ask for `releases.NAME.enabled`: nothing is deployed before somebody says so. */
  readonly switched: boolean;
}

/** The helmfile of the kit's releases. */
export function entriesFile(
  releases: readonly KitRelease[],
  repository: Repository,
  options: EntryOptions,
): string {
  const { layout, head, from } = repository;
  const why =
    layout === "folder"
      ? `# Releases of the copied charts. Environments and defaults are those of ${from}. A release is there where an environment has
# \`releases: {NAME: {enabled: true}}\`; its values are the environment's key of its name.
`
      : `# Releases of the copied charts; the values of each are the environment's key of its name. Another environment is a name here
# with its files.
`;
  return `${why}${layout === "alone" ? ALONE : head}releases:
${entryLines(releases, path.posix.dirname(ENTRIES), true, options).join("\n")}
`;
}

/** The entries as items of a list below `releases:`; `from` is the folder of their helmfile. */
export function entryLines(
  releases: readonly KitRelease[],
  from: string,
  template: boolean,
  { values, switched }: EntryOptions,
): readonly string[] {
  const to = (name: string) => {
    const relative = path.posix.relative(from, name);
    return relative.startsWith(".") ? relative : `./${relative}`;
  };
  return releases.flatMap((one) => {
    const needs = releases.filter(({ name }) => one.needs.includes(name));
    const ofNeed = (need: KitRelease) => `      - ${namespaceOf(need, template)}/${need.name}`;
    const asked = (need: KitRelease, lines: readonly string[]) =>
      switched ? [`      {{- if ${isOn(need.name)} }}`, ...lines, "      {{- end }}"] : lines;
    return [
      ...(switched ? [`{{- if ${isOn(one.name)} }}`] : []),
      `  - name: ${one.name}`,
      `    namespace: ${namespaceOf(one, template)}`,
      `    chart: ${to(one.folder)}`,
      ...one.lines.filter((line) => !line.startsWith("namespace:")).map((line) => `    ${line}`),
      ...(needs.length > 0 ? ["    needs:", ...needs.flatMap((need) => asked(need, [ofNeed(need)]))] : []),
      "    values:",
      `      - ${to(values).replace(/^\.\//, "")}`,
      ...(switched ? ["{{- end }}"] : []),
    ];
  });
}

const isOn = (name: string): string => `.Values | get "releases.${name}.enabled" false`;

function namespaceOf({ lines }: KitRelease, template: boolean): string {
  const fixed = lines.find((one) => one.startsWith("namespace: "))?.slice("namespace: ".length);
  return fixed ?? (template ? '{{ .Values | get "namespace" "default" }}' : "default");
}

const ALONE = `environments:
  default:
    values:
      - ../environments/default/values.yaml
---
helmDefaults:
  # The environment's own cluster, where it names one.
  kubeContext: {{ .Values | get "context" "" | quote }}
  createNamespace: true
  # A release is done when its pods are ready.
  wait: true
`;

/** A template that gives each release the environment's key of its name. */
export const RELEASE_VALUES = `{{- /* A release's values: the environment's key of the release's name. */ -}}
{{ .Values | get .Release.Name dict | toYaml }}
`;

/** The text does what RELEASE_VALUES does. */
export const givesReleaseValues = (text: string): boolean =>
  /\{\{-?\s*\.Values\s*\|\s*get\s+\.Release\.Name\s+dict\s*\|\s*toYaml\s*-?\}\}/.test(text);
