import type { CodeRow } from "./row.ts";

/** CR5xx: manifests and hooks. */
export const manifestsCodes = {} as const satisfies Record<string, CodeRow>;
