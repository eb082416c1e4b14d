import leven from "leven";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Manifest } from "../../render/model.ts";
import { nameOf, placeOf, type Rule, type RuleContext } from "../rule.ts";
import { type SchemaTable, schemaTable } from "../schemas/table.ts";
import { type Mismatch, walk } from "../schemas/walk.ts";

/** Fields the API server would refuse or drop, API versions that are gone, and kinds nobody here knows. */
export const kubernetesSchema: Rule = (context) => {
  const table = schemaTable();
  const unknown = new Map<string, Manifest[]>();
  const findings: Diagnostic[] = [];
  for (const manifest of context.rendered.manifests) {
    const { object } = manifest;
    const kind = `${String(object.apiVersion)} ${String(object.kind)}`;
    const type = Object.hasOwn(table.kinds, kind) ? table.kinds[kind] : undefined;
    if (type !== undefined) {
      findings.push(...walk(object, type, table).map((one) => finding(context, manifest, one)));
    } else if (kind === "v1 List") {
      // Helm sends its items one by one.
    } else if (isOfKubernetes(object, table)) {
      findings.push(noSuchApi(context, manifest, table));
    } else unknown.set(kind, [...(unknown.get(kind) ?? []), manifest]);
  }
  for (const [kind, manifests] of unknown) {
    const count = manifests.length === 1 ? "one object is" : `${manifests.length} objects are`;
    const place = placeOf(context, manifests[0] as Manifest);
    findings.push(diagnostic("CR504", `no schema of \`${kind}\`: ${count} not checked`, { place }));
  }
  return findings;
};

/** Groups without a dot, and groups in the table, are Kubernetes' own; all others may be anybody's. */
function isOfKubernetes(object: JsonObject, table: SchemaTable): boolean {
  const group = groupOf(String(object.apiVersion));
  // The table holds only the standard channel of the Gateway API.
  if (group.startsWith("gateway.")) return false;
  return !group.includes(".") || Object.keys(table.kinds).some((one) => one.startsWith(`${group}/`));
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
}

function noSuchApi(context: RuleContext, manifest: Manifest, table: SchemaTable): Diagnostic {
  const { object } = manifest;
  const others = Object.keys(table.kinds)
    .filter((one) => one.endsWith(` ${String(object.kind)}`))
    .map((one) => one.replace(/ .*/, ""));
  // The newest version that is no preview goes first.
  const isPreview = (one: string): number => Number(/alpha|beta/.test(one));
  others.sort((a, b) => isPreview(a) - isPreview(b) || (a < b ? 1 : -1));
  const message = `${nameOf(object)}: Kubernetes ${table.kubernetes} has no \`${String(object.kind)}\` in \`${String(object.apiVersion)}\``;
  return diagnostic("CR503", message, {
    place: placeOf(context, manifest, "apiVersion"),
    help: others[0] === undefined ? undefined : `write \`apiVersion: ${others[0]}\``,
  });
}

function finding(context: RuleContext, manifest: Manifest, one: Mismatch): Diagnostic {
  const name = nameOf(manifest.object);
  const field = one.problem === "unknown" || one.problem === "missing" ? one.field : undefined;
  const at = [...one.path, ...(field === undefined ? [] : [field])];
  const path = `\`${at.map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${key}`)).join("")}\``;
  const last = one.problem === "missing" ? one.path : at;
  const place = placeOf(context, manifest, last.filter((key) => typeof key === "string").at(-1));
  switch (one.problem) {
    case "unknown":
      return diagnostic("CR500", `${name}: unknown field ${path}`, { place, help: near(one) });
    case "missing":
      return diagnostic("CR502", `${name}: ${path} is required`, { place });
    case "type":
      return diagnostic("CR501", `${name}: ${path} must be ${one.expected}, not ${one.found}`, {
        place,
        help:
          one.expected === "text" && !one.found.startsWith("a map") && one.found !== "a list"
            ? "print it with `| quote`"
            : undefined,
      });
    case "quantity":
      return diagnostic("CR506", `${name}: ${path} is no quantity`, {
        place,
        help: "write a number with one suffix, as in `250m`, `0.5`, `512Mi`, `2G`",
      });
    case "choice":
      return diagnostic("CR505", `${name}: ${path} is none of ${one.choices.join(", ")}`, { place });
  }
}

function near({ field, known }: Mismatch & { problem: "unknown" }): string {
  const close = known
    .map((one) => ({ one, distance: leven(one.toLowerCase(), field.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, field.length / 3))
    .sort((a, b) => a.distance - b.distance)[0];
  if (close) return `did you mean \`${close.one}\`?`;
  return known.length > 12
    ? "look at the indentation: the field may belong one level up or down"
    : `the fields here are ${known.join(", ")}`;
}
