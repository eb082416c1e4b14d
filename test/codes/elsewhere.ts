/** Codes that no fixture repository can raise, each with the test file that raises it and names it. */
export const elsewhere: Readonly<Record<string, string>> = {
  CR001: "test/commands/usage.test.ts",
  CR901: "test/tools/find.test.ts",
  CR902: "test/tools/doctor.test.ts",
  CR903: "test/tools/install.test.ts",
  CR904: "test/tools/install.test.ts",
  CR905: "test/tools/install.test.ts",
  CR906: "test/tools/install.test.ts",
  CR907: "test/tools/install.test.ts",
};
