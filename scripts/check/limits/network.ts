import { isObject, type JsonObject, type ValuePath } from "../../core/json.ts";
import { listAt, objectAt } from "../rule.ts";
import { conflict, listOf, needs, oneOf, repeated, required, twice } from "./faults.ts";
import { type Refusal, refusedAt, type TypeRule } from "./model.ts";

/** Rules over several fields of Services, Ingresses and NetworkPolicies (pkg/apis/core, networking). */
export const NETWORK_RULES: Readonly<Record<string, TypeRule>> = {
  "core.v1.Service": needs("spec"),
  "core.v1.ServiceSpec": service,
  "networking.v1.Ingress": needs("spec"),
  "networking.v1.IngressSpec": (spec, path) =>
    isObject(spec.defaultBackend) || listOf(spec.rules).length > 0
      ? []
      : refusedAt(path, conflict("needs one of `rules`, `defaultBackend`")),
  "networking.v1.IngressBackend": (backend, path) => oneOf(backend, path, ["resource", "service"]),
  "networking.v1.IngressServiceBackend": (backend, path) => {
    const port = objectAt(backend, "port");
    const there = {
      ...((port.name ?? "") !== "" && { name: "" }),
      ...((port.number ?? 0) !== 0 && { number: 0 }),
    };
    return oneOf(there, [...path, "port"], ["name", "number"]);
  },
  "networking.v1.HTTPIngressPath": ingressPath,
  "networking.v1.NetworkPolicyPeer": (peer, path) => {
    if (isObject(peer.ipBlock))
      return ["podSelector", "namespaceSelector"]
        .filter((one) => isObject(peer[one]))
        .flatMap((one) => refusedAt([...path, one], conflict("goes not with `ipBlock`")));
    return isObject(peer.podSelector) || isObject(peer.namespaceSelector)
      ? []
      : refusedAt(path, conflict("needs one of `podSelector`, `namespaceSelector`, `ipBlock`"));
  },
};

function service(spec: JsonObject, path: ValuePath): Refusal[] {
  const { type = "ClusterIP", clusterIP } = spec;
  const ports = listAt(spec, "ports");
  if (type === "ExternalName") return (spec.externalName ?? "") === "" ? required(path, "externalName") : [];
  const outside = type === "NodePort" || type === "LoadBalancer";
  return [
    ...(ports.length === 0 && clusterIP !== "None" ? required(path, "ports") : []),
    ...(ports.length > 1
      ? ports.flatMap(({ name }, at) => ((name ?? "") === "" ? required([...path, "ports", at], "name") : []))
      : []),
    ...samePorts(ports, path),
    ...(outside && clusterIP === "None"
      ? refusedAt([...path, "clusterIP"], conflict(`goes not with \`type: ${type}\``))
      : []),
    ...(!outside && listOf(spec.externalIPs).length === 0 && (spec.externalTrafficPolicy ?? "") !== ""
      ? refusedAt(
          [...path, "externalTrafficPolicy"],
          conflict("goes only with `type: NodePort` or `type: LoadBalancer`"),
        )
      : []),
  ];
}

/** A port may stand twice under two protocols. */
function samePorts(ports: readonly JsonObject[], path: ValuePath): Refusal[] {
  return ["port", "nodePort"].flatMap((field) =>
    repeated(ports, ({ [field]: port, protocol }) =>
      (port ?? 0) === 0 ? "" : `${String(protocol || "TCP")} ${String(port)}`,
    ).flatMap((at) => twice([...path, "ports", at, field])),
  );
}

function ingressPath({ path: written, pathType }: JsonObject, at: ValuePath): Refusal[] {
  const text = typeof written === "string" ? written : "";
  const exact = pathType === "Exact" || pathType === "Prefix";
  if (text === "" ? !exact : text.startsWith("/"))
    return exact && /\/\/|\/\.{1,2}(?:\/|$)|%2f/i.test(text)
      ? refusedAt([...at, "path"], { code: "CR558", says: "must not contain `//`, `/./`, `/../` or `%2f`" })
      : [];
  return refusedAt([...at, "path"], { code: "CR558", says: "must begin with `/`" });
}
