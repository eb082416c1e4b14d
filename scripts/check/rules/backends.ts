import { diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, type JsonObject, type ValuePath } from "../../core/json.ts";
import { namespaceOf, neighbours } from "../neighbours.ts";
import { listAt, nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/** A Service and its port as an Ingress or a route names them. */
interface Backend {
  readonly path: ValuePath;
  readonly name: Json | undefined;
  readonly port: Json | undefined;
  readonly namespace?: Json | undefined;
}

/** Ingresses and routes to a port that the Service, where a release has it, does not have. */
export const backends: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const own = namespaceOf(manifest.object, context.rendered);
    return backendsOf(manifest.object).flatMap(({ path, name, port, namespace }) => {
      const near = neighbours(context, typeof namespace === "string" ? namespace : own);
      const service = near.find(({ object }) => nameOf(object) === `Service/${String(name)}`);
      const ports = service ? listAt(objectAt(service.object, "spec"), "ports") : [];
      // A Service of another release's chart, or one without ports, is somebody else's matter.
      if (ports.length === 0 || (typeof port !== "string" && typeof port !== "number")) return [];
      if (ports.some((one) => one[typeof port === "string" ? "name" : "port"] === port)) return [];
      const shown = ports.map((one) =>
        [one.port, ...(one.name === undefined ? [] : [`\`${one.name}\``])].join(" "),
      );
      return [
        diagnostic("CR582", `${nameOf(manifest.object)}: Service/${String(name)} has no port \`${port}\``, {
          ...placeOfPath(context, manifest, path),
          help: `its ports are ${shown.join(", ")}`,
        }),
      ];
    });
  });

function backendsOf({ kind, spec }: JsonObject): Backend[] {
  if (!isObject(spec)) return [];
  if (kind === "Ingress") return ingressBackends(spec);
  if (!/^(?:HTTP|GRPC|TCP|TLS)Route$/.test(String(kind))) return [];
  return listAt(spec, "rules").flatMap((rule, at) =>
    listAt(rule, "backendRefs").flatMap((one, nth) =>
      (one.kind ?? "Service") === "Service" && (one.group ?? "") === ""
        ? [
            {
              path: ["spec", "rules", at, "backendRefs", nth, "port"],
              ...backend(one),
              namespace: one.namespace,
            },
          ]
        : [],
    ),
  );
}

function backend({ name, port }: JsonObject): Pick<Backend, "name" | "port"> {
  return { name, port };
}

function ingressBackends(spec: JsonObject): Backend[] {
  const at = (path: ValuePath, holder: JsonObject): Backend[] => {
    const { name, port } = objectAt(holder, "service");
    if (!isObject(port)) return [];
    const key = port.name === undefined ? "number" : "name";
    return [{ path: [...path, "service", "port", key], name, port: port[key] }];
  };
  const rules = listAt(spec, "rules").flatMap((rule, nth) =>
    listAt(objectAt(rule, "http"), "paths").flatMap((one, index) =>
      at(["spec", "rules", nth, "http", "paths", index, "backend"], objectAt(one, "backend")),
    ),
  );
  return [...at(["spec", "defaultBackend"], objectAt(spec, "defaultBackend")), ...rules];
}
