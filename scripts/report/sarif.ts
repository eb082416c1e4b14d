import { type Code, codes } from "../core/codes.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Place } from "../core/source.ts";

/** SARIF 2.1.0, as code scanning services read it. */
export function sarif(diagnostics: readonly Diagnostic[]): string {
  const used = [...new Set(diagnostics.map((one) => one.code))].sort();
  return `${JSON.stringify({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "chartroom",
            informationUri: "https://www.npmjs.com/package/chartroom",
            rules: used.map(rule),
          },
        },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((one) => ({
          ruleId: one.code,
          ruleIndex: used.indexOf(one.code),
          level: one.severity === "info" ? "note" : one.severity,
          message: {
            text: [one.message, one.note, one.help && `help: ${one.help}`].filter((part) => part).join("\n"),
          },
          ...(one.place && { locations: [location(one.place)] }),
          ...(one.labels.length > 0 && {
            relatedLocations: one.labels.map((label, id) => ({
              id,
              message: { text: label.message },
              ...location(label.place),
            })),
          }),
        })),
      },
    ],
  })}\n`;
}

function rule(code: Code) {
  return {
    id: code,
    shortDescription: { text: codes[code].title },
    fullDescription: { text: codes[code].docs },
  };
}

function location(place: Place) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(place.file), uriBaseId: "%SRCROOT%" },
      region: {
        startLine: place.line,
        startColumn: place.column,
        endLine: place.endLine,
        endColumn: place.endColumn,
      },
    },
  };
}
