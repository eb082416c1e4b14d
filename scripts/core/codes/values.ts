import type { CodeRow } from "./row.ts";

/** CR2xx: values and their schemas. */
export const valuesCodes = {} as const satisfies Record<string, CodeRow>;
