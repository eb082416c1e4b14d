import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject, ValuePath } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { containersIn, listAt, nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/** What asks a port of the container, and what comes of it where that port is not there. */
const ASKING: readonly (readonly [path: readonly string[], outcome: string])[] = [
  [["startupProbe"], "the kubelet cannot ask it, so the pod never gets ready"],
  [["readinessProbe"], "the kubelet cannot ask it, so the pod never gets ready"],
  [["livenessProbe"], "the kubelet cannot ask it, so the container is never started again"],
  [["lifecycle", "postStart"], "it fails, and the container is ended"],
  [["lifecycle", "preStop"], "it fails, and the container is ended without it"],
];

/**
 * Probes and lifecycle handlers that name a port which their own container does not have. The API server takes them; the
 * kubelet looks for the name among the container's ports, then for a number in it (Kubernetes, pkg/probe, ResolveContainerPort).
 */
export const probePorts: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) =>
    containersIn(manifest.object).flatMap(({ container, path }) => {
      const names = listAt(container, "ports").flatMap(({ name }) =>
        typeof name === "string" ? [name] : [],
      );
      return ASKING.flatMap(([at, outcome]) =>
        ["httpGet", "tcpSocket"].flatMap((how): Diagnostic[] => {
          const port = missingPort(objectAt(container, ...at, how), names);
          if (port === undefined) return [];
          const where: ValuePath = [...path, ...at, how, "port"];
          return [
            diagnostic(
              "CR587",
              `${nameOf(manifest.object)}: ${at.at(-1)} names the port \`${port}\`, which container \`${String(container.name)}\` does not have`,
              { ...placeOfPath(context, manifest, where), note: outcome, help: help(port, names) },
            ),
          ];
        }),
      );
    }),
  );

function missingPort({ port }: JsonObject, names: readonly string[]): string | undefined {
  return typeof port === "string" && !names.includes(port) && !/^[+-]?\d+$/.test(port) ? port : undefined;
}

function help(port: string, names: readonly string[]): string {
  const near = nearest(port, names);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return names.length > 0
    ? `its ports are ${names.map((one) => `\`${one}\``).join(", ")}`
    : "give one of its `ports` that name, or write the number";
}
