import type { CodeRow } from "./row.ts";

/** CR9xx: external tools. */
export const toolsCodes = {} as const satisfies Record<string, CodeRow>;
