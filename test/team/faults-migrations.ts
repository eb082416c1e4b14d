import type { Alone } from "./alone.ts";

const REPORTS = "deploy/reports";
const [JSON_FILE, BEFORE, AFTER] = ["json", "before.yaml", "after.yaml"].map(
  (end) => `${REPORTS}/migrations/0.1.0.${end}`,
) as [string, string, string];

/** `rows` became `maxRows`, as it should be said. */
const GOOD = {
  [JSON_FILE]: '{\n  "renamed": { "rows": "maxRows" }\n}\n',
  [BEFORE]: "rows: 10\n",
  [AFTER]: "maxRows: 10\n",
};
const lint = (files: Readonly<Record<string, string>>): Alone => ({
  words: ["lint", "--native", REPORTS],
  exit: 1,
  files: { ...GOOD, ...files },
});

/** What is said of the migrations of the team's own chart. */
export const migrationFaults: Readonly<Record<string, Alone>> = {
  CR841: lint({ [`${REPORTS}/migrations/0.1.0.notes.yaml`]: "«CR841»a: 1\n" }),
  CR842: lint({ [JSON_FILE]: '{\n  "renamed": { "rows": «CR842»"maxRow" }\n}\n', [AFTER]: "maxRow: 10\n" }),
  CR843: lint({
    [JSON_FILE]: '{\n  "renamed": { «CR843»"rows": "maxRows" }\n}\n',
    [BEFORE]: "host: a.example.com\n",
    [AFTER]: "host: a.example.com\n",
  }),
  CR844: lint({ [AFTER]: "«CR844»maxRows: 20\n" }),
  CR845: lint({ [BEFORE]: "rows: 0\n", [AFTER]: "maxRows: «CR845»0\n" }),
};
