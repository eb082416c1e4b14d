import path from "node:path";
import { parseDocument } from "yaml";
import { listAt, nameOf, objectAt, podMetadata, podSpec } from "../check/rule.ts";
import { readIfThere } from "../core/files.ts";
import { type Json, type JsonObject, valueAt } from "../core/json.ts";
import type { Release } from "../environment/model.ts";
import type { RenderedRelease } from "../render/model.ts";

/** A TLS Secret that something of an environment reads. */
export interface WantedSecret {
  readonly namespace: string;
  readonly name: string;
  /** `Ingress/shop`: what reads it. */
  readonly reader: string;
  /** cert-manager makes it, by a Certificate or by the reader's annotation. */
  readonly byCertManager: boolean;
}

/** What an environment wants of a certificate. Hosts are as they are written, and may be none. */
export interface Wanted {
  readonly hosts: readonly string[];
  readonly secrets: readonly WantedSecret[];
}

/** Kinds of the Gateway API that name hosts. */
const ROUTES = ["HTTPRoute", "GRPCRoute", "TLSRoute"];
const ISSUERS = /^cert-manager\.io\/(?:cluster-)?issuer$/;

/**
 * The hosts that an environment serves (Ingress, routes, Gateways, certificates, and each release's value `host`), and the
 * TLS Secrets that its Ingresses and Gateways read.
 */
export function wantedOf(releases: readonly Release[], rendered: readonly RenderedRelease[]): Wanted {
  const objects = rendered.flatMap(({ release, manifests }) =>
    manifests.map(({ object }) => ({ object, namespace: namespaceOf(object, release) })),
  );
  const made = objects
    .filter(({ object }) => object.kind === "Certificate")
    .map(({ object, namespace }) => `${namespace}/${String(objectAt(object, "spec").secretName)}`);
  const pods = objects.map(({ object, namespace }) => ({ object, namespace, names: mountedByPods(object) }));
  const byPods = pods.flatMap(({ object, namespace, names }) =>
    names.map((name) => ({ namespace, name, reader: nameOf(object), byCertManager: false })),
  );
  const secrets = [...objects.flatMap(({ object, namespace }) => secretsOf(object, namespace)), ...byPods];
  const values = releases
    .filter((one) => one.installed)
    .flatMap((one) => texts([valueAt(one.values, ["host"])]));
  return {
    hosts: [
      ...new Set([
        ...values,
        ...objects.flatMap(({ object }) => hostsIn(object)),
        ...pods
          .filter(({ names }) => names.length > 0)
          .flatMap((pod) => objects.flatMap((one) => (isServiceOf(pod, one) ? serviceHost(one) : []))),
      ]),
    ],
    secrets: secrets
      .map((one) => ({
        ...one,
        byCertManager: one.byCertManager || made.includes(`${one.namespace}/${one.name}`),
      }))
      .filter((one, at, all) => all.findIndex((other) => sameSecret(one, other)) === at),
  };
}

/** An object, and where it goes. */
interface Placed {
  readonly object: JsonObject;
  readonly namespace: string;
}

/** Secrets that a workload's pods serve TLS with: a variable or an argument names a `tls.crt` below where one is mounted. */
function mountedByPods(object: JsonObject): string[] {
  const spec = podSpec(object);
  if (!spec || object.kind === "Job" || object.kind === "CronJob") return [];
  return listAt(spec, "volumes").flatMap((volume) => {
    const { secretName } = objectAt(volume, "secret");
    const read = listAt(spec, "containers").some((container) => {
      const words = [...texts(container.command), ...texts(container.args)];
      words.push(...texts(listAt(container, "env").map((one) => one.value)));
      const mounts = listAt(container, "volumeMounts").filter((one) => one.name === volume.name);
      return mounts.some((one) => words.some((word) => word.includes(`${String(one.mountPath)}/tls.crt`)));
    });
    return read ? texts([secretName]) : [];
  });
}

/** Whether a Service leads to a workload's pods. */
function isServiceOf({ object: workload, namespace }: Placed, { object, namespace: other }: Placed): boolean {
  const wanted = Object.entries(objectAt(object, "spec", "selector"));
  const { labels } = podMetadata(workload);
  return (
    object.kind === "Service" &&
    namespace === other &&
    wanted.length > 0 &&
    wanted.every(([key, value]) => labels[key] === value)
  );
}

/** The name by which a gateway that encrypts once more asks for a Service's certificate. */
function serviceHost({ object, namespace }: Placed): string[] {
  return texts([objectAt(object, "metadata").name]).map((name) => `${name}.${namespace}.svc`);
}

/** Releases whose chart has the value `ingress.tls.secretName`, as charts/phoenix and most others: they could serve TLS. */
export function couldServeTls(releases: readonly Release[]): Release[] {
  return releases.filter(({ installed, chartPath }) => {
    const text =
      installed && chartPath !== undefined ? readIfThere(path.join(chartPath, "values.yaml")) : undefined;
    const defaults = text === undefined ? undefined : (parseDocument(text).toJS() as Json);
    return valueAt(defaults, ["ingress", "tls", "secretName"]) !== undefined;
  });
}

function hostsIn(object: JsonObject): string[] {
  const spec = objectAt(object, "spec");
  if (object.kind === "Ingress")
    return [
      ...texts(listAt(spec, "rules").map((one) => one.host)),
      ...listAt(spec, "tls").flatMap((one) => texts(one.hosts)),
    ];
  if (ROUTES.includes(String(object.kind))) return texts(spec.hostnames);
  if (object.kind === "Certificate") return texts(spec.dnsNames);
  if (isGateway(object)) return texts(listAt(spec, "listeners").map((one) => one.hostname));
  return [];
}

function secretsOf(object: JsonObject, namespace: string): WantedSecret[] {
  const spec = objectAt(object, "spec");
  const { name, annotations } = objectAt(object, "metadata");
  const byCertManager = Object.keys((annotations ?? {}) as JsonObject).some((key) => ISSUERS.test(key));
  const wanted = (secret: unknown, where: unknown): WantedSecret[] =>
    typeof secret === "string" && secret !== ""
      ? [
          {
            namespace: typeof where === "string" ? where : namespace,
            name: secret,
            reader: `${String(object.kind)}/${String(name)}`,
            byCertManager,
          },
        ]
      : [];
  if (object.kind === "Ingress")
    return listAt(spec, "tls").flatMap((one) => wanted(one.secretName, undefined));
  if (!isGateway(object)) return [];
  return listAt(spec, "listeners")
    .flatMap((one) => listAt(objectAt(one, "tls"), "certificateRefs"))
    .filter(({ kind = "Secret" }) => kind === "Secret")
    .flatMap((one) => wanted(one.name, one.namespace));
}

/** The Gateway API's, not Istio's. */
function isGateway({ kind, apiVersion }: JsonObject): boolean {
  return kind === "Gateway" && String(apiVersion).startsWith("gateway.networking.k8s.io/");
}

function namespaceOf(object: JsonObject, release: Release): string {
  const { namespace } = objectAt(object, "metadata");
  return typeof namespace === "string" ? namespace : release.namespace;
}

function sameSecret(one: WantedSecret, other: WantedSecret): boolean {
  return one.namespace === other.namespace && one.name === other.name;
}

function texts(values: unknown): string[] {
  return Array.isArray(values) ? values.filter((one) => typeof one === "string" && one !== "") : [];
}
