import type { CodeRow } from "./row.ts";

/** CR4xx: Go templates. */
export const templatesCodes = {} as const satisfies Record<string, CodeRow>;
