export type Format = "pretty" | "json" | "sarif" | "github";
