import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { showPath, type ValuePath } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import type { MergedNode } from "../merge/model.ts";

/** Values that one layer holds encrypted and a later one sets in plain text (CR162); the plain ones are tainted. */
export function overriddenSecrets(node: MergedNode, path: ValuePath = []): Diagnostic[] {
  if (node.kind === "map")
    return [...node.entries].flatMap(([key, child]) => overriddenSecrets(child, [...path, key]));
  if (node.kind === "list") return node.items.flatMap((child, at) => overriddenSecrets(child, [...path, at]));
  const winner = node.origins.at(-1);
  const secret = node.origins.slice(0, -1).findLast((one) => one.secret);
  if (!winner || !secret || winner.secret || winner.made || node.secret || node.encrypted !== undefined)
    return [];
  if (node.value === null || node.value === "") return []; // taken away on purpose
  taint.add(node.value);
  return [
    diagnostic("CR162", `\`${showPath(path)}\` is set in plain text over a secret`, {
      place: winner.key ?? winner.place,
      hidden: true,
      labels: [{ message: "the secret is set here, and not used", place: secret.key ?? secret.place }],
      help: "move the value into the secrets file: chartroom -e ENV secrets edit",
    }),
  ];
}
