import path from "node:path";
import type { ChartAlone } from "../chart/find.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { readYaml } from "../render/manifest-yaml.ts";

/** Artifact Hub's kinds of changes, which are those of keepachangelog.com, in its order. */
const KINDS = ["added", "changed", "deprecated", "removed", "fixed", "security"];

/** A version of a chart and what changed in it. */
export interface Release {
  readonly name: string;
  readonly version: string;
  /** Markdown, without a heading. */
  readonly text: string;
}

/**
 * What changed in a chart's version, as its annotation `artifacthub.io/changes` says: a list of texts, or of `kind`,
 * `description` and `links`. The error is CR833: no annotation, or one that is no such list.
 */
export function changesOf({ path: folder, shown, name }: ChartAlone): Result<Release> {
  const { value } = readYaml(readIfThere(path.join(folder, "Chart.yaml")) ?? "");
  const chart = isObject(value) ? value : {};
  const annotation = isObject(chart.annotations) ? chart.annotations["artifacthub.io/changes"] : undefined;
  const changes = typeof annotation === "string" ? readYaml(annotation).value : undefined;
  const read = Array.isArray(changes) ? changes.map(changeOf) : [];
  if (read.length === 0 || read.includes(undefined)) {
    const why =
      annotation === undefined
        ? "it has no annotation artifacthub.io/changes"
        : "artifacthub.io/changes is no list of changes";
    return fail([
      diagnostic("CR833", `what changed in ${shown} cannot be told: ${why}`, {
        place: fileStart(path.posix.join(shown, "Chart.yaml")),
        help: "annotations:\n  artifacthub.io/changes: |\n    - kind: fixed\n      description: what somebody who upgrades has to know",
      }),
    ]);
  }
  return ok({ name, version: String(chart.version ?? ""), text: markdown(read as Change[]) });
}

interface Change {
  readonly kind: string;
  readonly text: string;
}

function changeOf(one: Json): Change | undefined {
  if (typeof one === "string") return { kind: "", text: one.trim() };
  if (!isObject(one) || typeof one.description !== "string") return undefined;
  const links = (Array.isArray(one.links) ? one.links : []).flatMap((link) =>
    isObject(link) && typeof link.url === "string" ? [`[${String(link.name ?? link.url)}](${link.url})`] : [],
  );
  const kind = typeof one.kind === "string" ? one.kind : "";
  if (kind !== "" && !KINDS.includes(kind)) return undefined;
  return {
    kind,
    text: [one.description.trim(), ...(links.length > 0 ? [`(${links.join(", ")})`] : [])].join(" "),
  };
}

function markdown(changes: readonly Change[]): string {
  const parts = ["", ...KINDS].flatMap((kind) => {
    const own = changes
      .filter((one) => one.kind === kind)
      .map(({ text }) => `- ${text.replaceAll("\n", "\n  ")}`);
    const heading = kind === "" ? [] : [`### ${kind.charAt(0).toUpperCase()}${kind.slice(1)}`];
    return own.length > 0 ? [[...heading, own.join("\n")].join("\n\n")] : [];
  });
  return `${parts.join("\n\n")}\n`;
}

/** A changelog with a version's section: at the top, below the heading of the file; one that is there is replaced. */
export function withRelease(changelog: string, { name, version, text }: Release): string {
  const heading = `## ${name} ${version}`;
  const section = `${heading}\n\n${text}`;
  const lines = (changelog === "" ? "# Changelog\n" : changelog).trimEnd().split("\n");
  const from = lines.indexOf(heading);
  const nextAfter = (at: number) => {
    const next = lines.findIndex((line, index) => index > at && line.startsWith("## "));
    return next === -1 ? lines.length : next;
  };
  const at = from === -1 ? nextAfter(-1) : from;
  const before = lines.slice(0, at).join("\n").trimEnd();
  const after = lines
    .slice(from === -1 ? at : nextAfter(from))
    .join("\n")
    .trimEnd();
  return `${[before, section.trimEnd(), after].filter((part) => part !== "").join("\n\n")}\n`;
}
