export type Format = "pretty" | "json" | "sarif" | "github";

export const formats: readonly Format[] = ["pretty", "json", "sarif", "github"];
