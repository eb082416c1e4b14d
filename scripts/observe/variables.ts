import { listAt, objectAt } from "../check/rule.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../core/json.ts";
import { kubectl, type Target } from "../helmfile/target.ts";
import { listOf, where } from "../run/state.ts";

/** Where a variable's value lies that does not stand in the pod's spec. */
export interface Reference {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
  readonly key: string;
}

export type Variable = { readonly text: string } | { readonly from: Reference };

/** What a pod's spec may name by `fieldRef`, as far as nodes are named by it. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "status.podIP": ["status", "podIP"],
  "metadata.name": ["metadata", "name"],
  "metadata.namespace": ["metadata", "namespace"],
  "spec.nodeName": ["spec", "nodeName"],
};

/**
 * The variables of a container of a running pod, as Kubernetes makes them: `env` outweighs `envFrom`, and `$(NAME)` stands for a
 * variable before it. ConfigMaps and Secrets of `envFrom` are asked for their keys; of a Secret the value stays where it is.
 */
export async function variablesOf(
  target: Target,
  pod: JsonObject,
  container: JsonObject,
): Promise<ReadonlyMap<string, Variable>> {
  const found = new Map<string, Variable>();
  const namespace = String(objectAt(pod, "metadata").namespace);
  for (const source of listAt(container, "envFrom")) {
    const prefix = typeof source.prefix === "string" ? source.prefix : "";
    const kind = isObject(source.secretRef) ? "Secret" : "ConfigMap";
    const { name } = objectAt(source, kind === "Secret" ? "secretRef" : "configMapRef");
    const data = await dataOf(target, namespace, kind, String(name));
    for (const [key, value] of Object.entries(data))
      found.set(
        `${prefix}${key}`,
        kind === "Secret" ? { from: { kind, name: String(name), key } } : { text: String(value) },
      );
  }
  for (const one of listAt(container, "env")) found.set(String(one.name), variable(one, pod, found));
  return found;
}

/** The text of a variable, read from the cluster where it lies in an object; undefined where it cannot be had. */
export async function textOf(
  target: Target,
  namespace: string,
  variable: Variable | undefined,
): Promise<string | undefined> {
  if (variable === undefined || "text" in variable) return variable?.text;
  const { kind, name, key } = variable.from;
  const value = (await dataOf(target, namespace, kind, name))[key];
  if (typeof value !== "string") return undefined;
  return kind === "Secret" ? Buffer.from(value, "base64").toString("utf8") : value;
}

function variable(one: JsonObject, pod: JsonObject, before: ReadonlyMap<string, Variable>): Variable {
  const from = objectAt(one, "valueFrom");
  for (const [key, kind] of [
    ["secretKeyRef", "Secret"],
    ["configMapKeyRef", "ConfigMap"],
  ] as const) {
    const reference = objectAt(from, key);
    if (typeof reference.name === "string")
      return { from: { kind, name: reference.name, key: String(reference.key) } };
  }
  const field = FIELDS[String(objectAt(from, "fieldRef").fieldPath)];
  if (field) return { text: String(valueAt(pod, field) ?? "") };
  return { text: expanded(String(one.value ?? ""), before) };
}

/** `$(NAME)` as Kubernetes expands it: a name that is not known stays as it is, `$$` is a dollar. */
function expanded(text: string, before: ReadonlyMap<string, Variable>): string {
  return text.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name?: string) => {
    if (name === undefined) return "$";
    const value = before.get(name);
    return value !== undefined && "text" in value ? value.text : whole;
  });
}

async function dataOf(target: Target, namespace: string, kind: string, name: string): Promise<JsonObject> {
  const get = ["get", kind.toLowerCase(), name, "--ignore-not-found", "--output", "json"];
  const ran = await kubectl([...where(target, namespace), ...get], target.env);
  if (ran.code !== 0 || ran.stdout.trim() === "") return {};
  return objectAt(JSON.parse(ran.stdout) as Json, "data");
}

/** Names of a container's variables that tell a BEAM release. */
const TELLING = ["RELEASE_NODE", "RELEASE_DISTRIBUTION", "RELEASE_COOKIE"];

/** The container of a pod's spec that runs a BEAM release, by the names of its variables and ports. */
export function beamContainer(spec: JsonObject): JsonObject | undefined {
  return listOf(spec.containers).find(
    (one) =>
      listAt(one, "env").some(({ name }) => TELLING.includes(String(name))) ||
      distributionPort(one) !== undefined,
  );
}

/** The container port whose name says that it is the distribution's. */
export function distributionPort(container: JsonObject): number | undefined {
  const port = listAt(container, "ports").find(({ name }) =>
    /(?:^|-)(?:dist|erl(?:ang)?)(?:-|$)/.test(String(name)),
  );
  return typeof port?.containerPort === "number" ? port.containerPort : undefined;
}
