import type { CodeRow } from "./row.ts";

/** CR6xx: apply, release state and clusters. */
export const applyCodes = {} as const satisfies Record<string, CodeRow>;
