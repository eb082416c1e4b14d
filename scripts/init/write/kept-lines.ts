/**
 * Lines of init's files that another verb of chartroom writes: `image build` puts its tag into an environment's values.
 * They are no edit, and they are carried over into a new text.
 */
const KEPT: readonly { readonly file: RegExp; readonly line: RegExp }[] = [
  { file: /^environments\/[^/]+\/values\.yaml$/, line: /^ +tag: .*$/m },
];

/** The text with such lines as they stand in the file. */
export function withKeptLines(file: string, text: string, there: string): string {
  const line = lineOf(file);
  const kept = line?.exec(there)?.[0];
  return kept === undefined ? text : text.replace(line as RegExp, () => kept.replace(/\r$/, ""));
}

/** The text without what stands in such lines: what is compared. */
export function withoutKeptLines(file: string, text: string): string {
  const line = lineOf(file);
  return line === undefined ? text : text.replace(line, "");
}

function lineOf(file: string): RegExp | undefined {
  return KEPT.find((one) => one.file.test(file))?.line;
}
