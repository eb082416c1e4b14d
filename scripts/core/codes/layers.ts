import type { CodeRow } from "./row.ts";

/** CR1xx: reading layers and secrets. */
export const layersCodes = {} as const satisfies Record<string, CodeRow>;
