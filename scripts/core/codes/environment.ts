import type { CodeRow } from "./row.ts";

/** CR0xx: usage, configuration and the environment. */
export const environmentCodes = {
  CR001: {
    severity: "error",
    title: "wrong usage",
    docs: "The command line could not be understood: an option without its value, an option the verb does not have, or a word too many. `chartroom help VERB` lists what the verb takes.",
  },
} as const satisfies Record<string, CodeRow>;
