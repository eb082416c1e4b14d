import type { Finding } from "./findings.ts";

/** A finding as plain lines, for formats that have one text: what is wrong, where it was found, why, what to do. */
export function textOf({ message, environments, valuesFiles, note, help }: Finding): string {
  return [
    message,
    environments.length > 0 && `environments: ${environments.join(", ")}`,
    valuesFiles.length > 0 && `values files: ${valuesFiles.join(", ")}`,
    note,
    help !== undefined && `help: ${help}`,
  ]
    .filter((part) => part)
    .join("\n");
}
