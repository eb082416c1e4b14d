/** Codes that no fixture repository can raise, each with the test file that raises it and names it. */
export const elsewhere: Readonly<Record<string, string>> = {
  CR001: "test/commands/usage.test.ts",
};
