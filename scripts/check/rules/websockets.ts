import { diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, type JsonObject, type ValuePath } from "../../core/json.ts";
import { namespaceOf, neighbours } from "../neighbours.ts";
import { listAt, nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/** A path of requests and the Service that gets them. */
interface Way {
  readonly path: ValuePath;
  readonly requests: string;
  readonly name: Json | undefined;
  readonly port: Json | undefined;
}

/**
 * Ways of websockets to a port that says it speaks HTTP/2 without TLS. Told of paths alone that name a websocket, as
 * Phoenix's own do (`/live/websocket`): any other path may have one behind it, which nobody can see here.
 */
export const websockets: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const near = neighbours(context, namespaceOf(manifest.object, context.rendered));
    return waysOf(manifest.object).flatMap(({ path, requests, name, port }) => {
      if (!/\/websocket(?:\/|$)/.test(requests)) return [];
      const service = near.find(({ object }) => nameOf(object) === `Service/${String(name)}`);
      const ports = service ? listAt(objectAt(service.object, "spec"), "ports") : [];
      const reached = ports.find((one) => one[typeof port === "string" ? "name" : "port"] === port);
      if (reached?.appProtocol !== "kubernetes.io/h2c") return [];
      return [
        diagnostic(
          "CR585",
          `${nameOf(manifest.object)}: \`${requests}\` leads to a port of Service/${String(name)} that speaks HTTP/2 only`,
          {
            ...placeOfPath(context, manifest, path),
            note: `the port's \`appProtocol\` is \`kubernetes.io/h2c\``,
            help: "lead it to a Service with a port of its own for the same pods, `appProtocol: kubernetes.io/ws`",
          },
        ),
      ];
    });
  });

function waysOf({ kind, spec }: JsonObject): Way[] {
  if (!isObject(spec)) return [];
  if (kind === "HTTPRoute")
    return listAt(spec, "rules").flatMap((rule, at) =>
      listAt(rule, "matches").flatMap((match, nth) =>
        listAt(rule, "backendRefs").map(({ name, port }) => ({
          path: ["spec", "rules", at, "matches", nth, "path", "value"],
          requests: String(objectAt(match, "path").value),
          name,
          port,
        })),
      ),
    );
  if (kind !== "Ingress") return [];
  return listAt(spec, "rules").flatMap((rule, at) =>
    listAt(objectAt(rule, "http"), "paths").map((one, nth) => {
      const { name, port } = objectAt(one, "backend", "service");
      return {
        path: ["spec", "rules", at, "http", "paths", nth, "path"],
        requests: String(one.path),
        name,
        port: isObject(port) ? (port.name ?? port.number) : undefined,
      };
    }),
  );
}
