import type { CodeRow } from "./row.ts";

/** CR3xx: rendering. */
export const renderCodes = {} as const satisfies Record<string, CodeRow>;
