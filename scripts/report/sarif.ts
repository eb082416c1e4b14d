import { readFileSync } from "node:fs";
import { type Code, codes } from "../core/codes.ts";
import type { Severity } from "../core/diagnostic.ts";
import { packageDirectory } from "../core/package.ts";
import type { Place } from "../core/source.ts";
import type { Finding } from "./findings.ts";
import { fingerprints } from "./fingerprint.ts";
import type { ReportContext } from "./report.ts";
import { repositoryPrefix } from "./repository.ts";

const LEVELS: Record<Severity, string> = { error: "error", warning: "warning", info: "note" };
const ROOT = "%SRCROOT%";

/**
 * SARIF 2.1.0, as code scanning services read it. Where a baseline was compared, what it holds is there too, suppressed.
 */
export function sarif(findings: readonly Finding[], { root, known }: ReportContext): string {
  const prefix = repositoryPrefix(root);
  const all = [...findings, ...(known ?? [])];
  const used = [...new Set(all.map((one) => one.code))].sort();
  const prints = fingerprints(all);
  const results = all.map((one, at) => ({
    ruleId: one.code,
    ruleIndex: used.indexOf(one.code),
    level: LEVELS[one.severity],
    message: {
      text: [one.message, one.note, one.help && `help: ${one.help}`].filter((part) => part).join("\n"),
    },
    locations: one.place ? [location(one.place, prefix)] : [],
    ...(one.labels.length > 0 && {
      relatedLocations: one.labels.map((label, id) => ({
        id,
        message: { text: label.message },
        ...location(label.place, prefix),
      })),
    }),
    partialFingerprints: { "chartroom/v1": prints[at] },
    ...(known && { baselineState: at < findings.length ? "new" : "unchanged" }),
    ...(at >= findings.length && {
      suppressions: [{ kind: "external", justification: "the baseline has it" }],
    }),
    properties: { environments: one.environments, valuesFiles: one.valuesFiles, count: one.count },
  }));
  return `${JSON.stringify({
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { ...driver(), rules: used.map(rule) } },
        originalUriBaseIds: { [ROOT]: { description: { text: "The top of the repository." } } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  })}\n`;
}

function driver() {
  const { version } = JSON.parse(readFileSync(packageDirectory("package.json"), "utf8")) as {
    version: string;
  };
  return {
    name: "chartroom",
    semanticVersion: version,
    informationUri: "https://www.npmjs.com/package/chartroom",
  };
}

function rule(code: Code) {
  const { title, docs, severity } = codes[code];
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: docs },
    help: {
      text: `${docs}\n\n\`chartroom explain ${code}\` says the same.`,
      markdown: `**${title}**\n\n${docs}\n\n\`chartroom explain ${code}\` says the same.`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function location(place: Place, prefix: string) {
  return {
    physicalLocation: {
      artifactLocation: {
        uri: (prefix + place.file).split("/").map(encodeURIComponent).join("/"),
        uriBaseId: ROOT,
      },
      region: {
        startLine: place.line,
        startColumn: place.column,
        endLine: place.endLine,
        endColumn: place.endColumn,
      },
    },
  };
}
