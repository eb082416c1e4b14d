import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert } from "../harness.ts";
import { writeFiles } from "../lint/repository.ts";
import type { Alone } from "./alone.ts";
import { ownChart } from "./own-chart.ts";
import { HELMFILE } from "./repository.ts";

/**
 * One thing that somebody breaks in the team's own chart, or in what a release of it is given. `«CR203»` stands in a text
 * right before the place where that code is expected; it is taken out as the text is written.
 */
export interface Fault {
  /** Of a file of the chart: what stands there, what is written in its place. */
  readonly edits?: readonly (readonly [file: string, from: string, to: string])[];
  /** New files of the chart. */
  readonly files?: Readonly<Record<string, string>>;
  /** The release's values file. */
  readonly values?: string;
  /** More lines of the release in the helmfile. */
  readonly release?: string;
}

/** By its code, which is the name of the release that it is planted in. */
export type Faults = Readonly<Record<string, Fault>>;

const MARK = /«(CR\d{3})»/g;

/** The text without its marks, and what is expected where they stood. */
export function unmarked(file: string, marked: string): { text: string; expected: string[] } {
  const expected: string[] = [];
  let text = "";
  let end = 0;
  for (const match of marked.matchAll(MARK)) {
    text += marked.slice(end, match.index);
    end = match.index + match[0].length;
    const line = text.split("\n").length;
    expected.push(`${match[1]} ${file}:${line}:${text.length - text.lastIndexOf("\n")}`);
  }
  return { text: text + marked.slice(end), expected };
}

/** Writes files with marks; what is expected of them. */
export function plantFiles(root: string, files: Readonly<Record<string, string>>): string[] {
  const all = Object.entries(files).map(([file, marked]) => [file, unmarked(file, marked)] as const);
  writeFiles(root, Object.fromEntries(all.map(([file, { text }]) => [file, text])));
  return all.flatMap(([, { expected }]) => expected);
}

/** Plants each fault in a release of its own, with a chart of its own; what is expected of all of them, sorted. */
export function plant(root: string, faults: Faults): string[] {
  const files: Record<string, string> = {};
  let helmfile = HELMFILE;
  for (const [code, fault] of Object.entries(faults)) {
    const name = code.toLowerCase();
    const chart: Record<string, string> = { ...ownChart(name), ...fault.files };
    for (const [file, from, to] of fault.edits ?? []) {
      const before = chart[file];
      if (!before?.includes(from)) throw new Error(`${code}: ${file} has no ${JSON.stringify(from)}`);
      chart[file] = before.replace(from, () => to);
    }
    for (const [file, text] of Object.entries(chart)) files[`deploy/${name}/${file}`] = text;
    helmfile += `  - name: ${name}\n    namespace: ${name}\n    chart: ./deploy/${name}\n${fault.release ?? ""}`;
    if (fault.values === undefined) continue;
    files[`releases/${name}.yaml`] = fault.values;
    helmfile += `    values:\n      - releases/${name}.yaml\n`;
  }
  return plantFiles(root, { ...files, "helmfile.yaml.gotmpl": helmfile }).sort();
}

/** Plants one that stands alone; what is expected of it. */
export function planted(root: string, { files = {}, removes = [], edits = [], told = [] }: Alone): string[] {
  for (const one of removes) rmSync(path.join(root, one));
  const expected = plantFiles(root, files);
  for (const [file, from, to] of edits) {
    const before = readFileSync(path.join(root, file), "utf8");
    const after = before.replace(from, to);
    assert.is.not(after, before, `${file} has no ${from}`);
    writeFileSync(path.join(root, file), after);
  }
  return [...expected, ...told];
}
