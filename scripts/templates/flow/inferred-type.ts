import type { LayerNode } from "../../layers/model.ts";
import { type Fields, type Type, typeOf, unknownType } from "./types.ts";

/**
 * The type of a value as values.yaml has it, where no schema says more. It is what the chart renders with when nobody sets
 * anything: what fails with it fails for everybody. Whoever sets the value can give anything (`inferred`).
 */
export function inferredType(node: LayerNode | undefined, path: readonly string[]): Type {
  const more = { path, inferred: true } as const;
  if (node === undefined) return unknownType("not in values.yaml", { ...more, absent: true });
  switch (node.kind) {
    case "map":
      return typeOf("map", { ...more, filled: node.entries.size > 0, fields: fieldsOf(node, path) });
    case "list":
      return typeOf("list", {
        ...more,
        filled: node.items.length > 0,
        // The items of other people's lists can differ from the chart's own.
        items: () => unknownType("an item of a list without a schema", { path: [...path, "[]"] }),
      });
    case "scalar": {
      const { value } = node;
      if (value === null) return unknownType("null in values.yaml", { ...more, absent: true });
      if (typeof value === "number")
        return typeOf("number", {
          ...more,
          literals: [value],
          go: "float",
          ...(Number.isInteger(value) && { integer: true }),
        });
      return typeOf(typeof value === "boolean" ? "bool" : "text", {
        ...more,
        literals: [value],
        ...(typeof value === "string" && { filled: value !== "" }),
      });
    }
  }
}

function fieldsOf(node: LayerNode & { kind: "map" }, path: readonly string[]): Fields {
  return {
    names: [...node.entries.keys()],
    get(name) {
      const entry = node.entries.get(name)?.node;
      // Helm gives `global` to every chart that is a subchart.
      const own = path.length === 0 && name === "global" && entry === undefined;
      if (own) return { type: unknownType("global", { path: [name] }), declared: "any" };
      return { type: inferredType(entry, [...path, name]), declared: entry ? "name" : "open" };
    },
    entry: () => unknownType("entries of a map without a schema differ", { path: [...path, "*"] }),
  };
}
