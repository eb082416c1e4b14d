/** One planted fault for each rule: the text, and where yamllint finds what. */
export interface YamlCase {
  readonly rule: string;
  readonly text: string;
  /** `LINE:COLUMN MESSAGE` of each problem. */
  readonly found: readonly string[];
  /** The text as somebody leaves it who mended it. */
  readonly mended: string;
  readonly options?: Readonly<Record<string, number | boolean | string>>;
}

export const yamlCases: readonly YamlCase[] = [
  {
    rule: "braces",
    text: "a: { b: 1}\n",
    found: ["1:5 too many spaces inside braces"],
    mended: "a: {b: 1}\n",
  },
  {
    rule: "braces",
    text: "a: {b: 1 }\nc: { }\n",
    found: ["1:9 too many spaces inside braces", "2:5 too many spaces inside empty braces"],
    mended: "a: {b: 1}\nc: {}\n",
  },
  {
    rule: "braces",
    text: "a: {b: 1}\n",
    found: ["1:5 too few spaces inside braces", "1:9 too few spaces inside braces"],
    mended: "a: { b: 1 }\n",
    options: { "min-spaces-inside": 1, "max-spaces-inside": 1 },
  },
  {
    rule: "braces",
    text: "a: {b: 1}\n",
    found: ["1:5 forbidden flow mapping"],
    mended: "a:\n  b: 1\n",
    options: { forbid: true },
  },
  { rule: "brackets", text: "a: [ 1]\n", found: ["1:5 too many spaces inside brackets"], mended: "a: [1]\n" },
  { rule: "colons", text: "a : 1\n", found: ["1:2 too many spaces before colon"], mended: "a: 1\n" },
  { rule: "colons", text: "a:  1\n", found: ["1:4 too many spaces after colon"], mended: "a: 1 # b\n" },
  {
    rule: "commas",
    text: "a: [1 , 2]\n",
    found: ["1:6 too many spaces before comma"],
    mended: "a: [1, 2]\n",
  },
  { rule: "commas", text: "a: [1,2]\n", found: ["1:7 too few spaces after comma"], mended: "a: [1, 2]\n" },
  {
    rule: "commas",
    text: "a: [1,  2]\n",
    found: ["1:8 too many spaces after comma"],
    mended: "a: [1,\n    2]\n",
  },
  {
    rule: "comments",
    text: "#a\nb: 1\n",
    found: ["1:2 missing starting space in comment"],
    mended: "# a\n#####\nb: 1\n",
  },
  {
    rule: "comments",
    text: "b: 1 # a\n",
    found: ["1:6 too few spaces before comment: expected 2"],
    mended: "b: 1  # a\n",
  },
  {
    rule: "comments",
    text: "b: 1\n#!a\n",
    found: ["2:2 missing starting space in comment"],
    mended: "#!/bin/a\nb: 1\n",
  },
  {
    rule: "comments-indentation",
    text: "a:\n# b\n  c: 1\n",
    found: ["2:1 comment not indented like content"],
    mended: "a:\n  # b\n  c: 1\n",
  },
  {
    rule: "comments-indentation",
    text: "a:\n  b: 1\n # c\nd: 1\n",
    found: ["3:2 comment not indented like content"],
    mended: "a:\n  b: 1\n  # c\n# d\nd: 1\n",
  },
  { rule: "document-end", text: "a: 1\n", found: ['1:1 missing document end "..."'], mended: "a: 1\n...\n" },
  {
    rule: "document-end",
    text: "a: 1\n...\n",
    found: ['2:1 found forbidden document end "..."'],
    mended: "a: 1\n",
    options: { present: false },
  },
  {
    rule: "document-start",
    text: "# a\nb: 1\n",
    found: ['2:1 missing document start "---"'],
    mended: "# a\n---\nb: 1\n",
  },
  {
    rule: "document-start",
    text: "---\nb: 1\n",
    found: ['1:1 found forbidden document start "---"'],
    mended: "b: 1\n",
    options: { present: false },
  },
  {
    rule: "empty-lines",
    text: "a: 1\n\n\n\nb: 1\n",
    found: ["4:1 too many blank lines (3 > 2)"],
    mended: "a: 1\n\n\nb: 1\n",
  },
  { rule: "empty-lines", text: "\na: 1\n", found: ["1:1 too many blank lines (1 > 0)"], mended: "a: 1\n" },
  { rule: "empty-lines", text: "a: 1\n\n", found: ["2:1 too many blank lines (1 > 0)"], mended: "a: 1\n" },
  { rule: "hyphens", text: "-  a\n", found: ["1:3 too many spaces after hyphen"], mended: "- a\n" },
  {
    rule: "indentation",
    text: "a:\n  b: 1\nc:\n   d: 1\n",
    found: ["4:4 wrong indentation: expected 2 but found 3"],
    mended: "a:\n  b: 1\nc:\n  d: 1\n",
  },
  {
    rule: "indentation",
    text: "a:\n- b\n",
    found: ["2:1 wrong indentation: expected at least 1"],
    mended: "a:\n    - b\n",
  },
  {
    rule: "indentation",
    text: "a:\n  - b\n",
    found: ["2:3 wrong indentation: expected 0 but found 2"],
    mended: "a:\n- b\n",
    options: { "indent-sequences": false },
  },
  {
    rule: "indentation",
    text: "a: [\n  b,\n   c\n]\n",
    found: ["3:4 wrong indentation: expected 2 but found 3"],
    mended: "a: [\n  b,\n  c\n]\n",
  },
  {
    rule: "key-duplicates",
    text: "a: 1\na: 2\n",
    found: ['2:1 duplication of key "a" in mapping'],
    mended: "a: 1\nb: {a: 2}\n",
  },
  {
    rule: "line-length",
    text: `a: ${"b ".repeat(41)}c\n`,
    found: ["1:81 line too long (86 > 80 characters)"],
    mended: `# ${"b".repeat(90)}\n`,
  },
  {
    rule: "new-line-at-end-of-file",
    text: "a: 1",
    found: ["1:5 no new line character at the end of file"],
    mended: "a: 1\n",
  },
  {
    rule: "new-lines",
    text: "a: 1\r\n",
    found: ["1:5 wrong new line character: expected \\n"],
    mended: "a: 1\n",
  },
  { rule: "trailing-spaces", text: "a: 1 \n", found: ["1:5 trailing spaces"], mended: "a: 1\n" },
  {
    rule: "truthy",
    text: "a: yes\nOn: 1\n",
    found: [
      "1:4 truthy value should be one of [false, true]",
      "2:1 truthy value should be one of [false, true]",
    ],
    mended: 'a: "yes"\nb: true\n',
  },
];

/** Comments that turn a rule off, each with the lines at which trailing spaces are still told. */
export const disabledCases: readonly (readonly [string, readonly number[]])[] = [
  ["a: 1 \n# yamllint disable\nb: 1 \n# yamllint enable\nc: 1 \n", [1, 5]],
  ["a: 1 \n# yamllint disable rule:colons\nb: 1 \n", [1, 3]],
  ["# yamllint disable rule:trailing-spaces rule:colons\nb: 1 \n", []],
  ["a: 1\n# yamllint disable-line\nb: 1 \nc: 1 \n", [4]],
  ["a: 1  # yamllint disable-line rule:trailing-spaces \nb: 1 \n", [2]],
  ["# yamllint disable-file\nb: 1 \n", []],
];
