import type { CodeRow } from "./row.ts";

/** CR0xx: usage, configuration and the environment. */
export const environmentCodes = {} as const satisfies Record<string, CodeRow>;
