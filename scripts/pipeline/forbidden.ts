import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isFile } from "../core/files.ts";
import { forbiddenFile } from "../core/forbidden.ts";

const REFUSED = /open (\/.+?): permission denied/;

/**
 * Findings with one for each file of a chart that may not be read in place of those that follow from it: Helm's own, and
 * those about templates that seem to lack what stands in the file.
 */
export function withForbidden(root: string, findings: readonly Diagnostic[]): Diagnostic[] {
  const fileOf = ({ code, message }: Diagnostic) =>
    code === "CR309" ? REFUSED.exec(message)?.[1] : undefined;
  const files = [...new Set(findings.flatMap((one) => fileOf(one) ?? []))].sort();
  if (files.length === 0) return [...findings];
  const charts = files.flatMap((file) => chartOf(root, file) ?? []);
  const isTold = (file: string) =>
    findings.some(({ code, place }) => code === "CR100" && place?.file === file);
  const isEcho = ({ code, place }: Diagnostic) =>
    code.startsWith("CR4") && charts.some((chart) => place?.file.startsWith(`${chart}/`));
  return [
    ...files
      .map((file) => relative(root, file))
      .filter((file) => !isTold(file))
      .map((file) => forbiddenFile(file, { note: "the rest of its chart was not checked" })),
    ...findings.filter((one) => fileOf(one) === undefined && !isEcho(one)),
  ];
}

/** The folder of the chart that a file is part of, relative to the root. */
function chartOf(root: string, file: string): string | undefined {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder))
    if (isFile(path.join(folder, "Chart.yaml"))) return relative(root, folder);
  return undefined;
}

function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join("/");
}
