import { diagnostic } from "../../core/diagnostic.ts";
import { containersIn, nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/** Containers that do not say how much CPU and memory they need. */
export const resources: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) =>
    containersIn(manifest.object).flatMap(({ container, path }) => {
      const requests = objectAt(container, "resources", "requests");
      // A limit without a request is the request.
      const limits = objectAt(container, "resources", "limits");
      const missing = ["cpu", "memory"].filter((one) => (requests[one] ?? limits[one] ?? null) === null);
      if (missing.length === 0) return [];
      const message = `${nameOf(manifest.object)}: container \`${String(container.name)}\` requests no ${missing.join(" and no ")}`;
      return [
        diagnostic("CR540", message, {
          ...placeOfPath(context, manifest, [...path, "resources"]),
          help: "state in `resources.requests` what the program usually needs",
        }),
      ];
    }),
  );
