import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lookUp } from "../../scripts/check/schemas/catalog.ts";
import { type CustomKinds, customKinds } from "../../scripts/check/schemas/custom-kinds.ts";
import { customSource } from "../../scripts/check/schemas/custom-tables.ts";
import { walk } from "../../scripts/check/schemas/walk.ts";
import { isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { targetOf } from "../../scripts/core/kubernetes-versions.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { numbered, takenNames } from "./dry-run.ts";
import { noCluster, ownCluster } from "./sample.ts";
import { objects } from "./schema-objects.ts";

const test = suite("integration: the field table finds nothing that the API server takes");

interface Mutant {
  readonly what: string;
  readonly object: JsonObject;
  /** The server cannot take it, whatever the field. */
  readonly hopeless: boolean;
}

/** The object with one change, for each change at each place below `value`. */
function* mutants(value: Json, rebuild: (value: Json) => JsonObject, at: string): Generator<Mutant> {
  const changes: [string, Json, boolean][] =
    isObject(value) || Array.isArray(value)
      ? [["text", "x", true]]
      : [
          ["a map", { a: "b" }, true],
          ["a number", 7, false],
          ["a fraction", 1.5, false],
          ["true", true, false],
          ["text", "x1", false],
          ["an empty text", "", false],
          ["null", null, false],
        ];
  if (at !== "")
    for (const [name, changed, hopeless] of changes)
      yield { what: `${at}: ${name}`, object: rebuild(changed), hopeless };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* mutants(item, (next) => rebuild(value.with(index, next)), `${at}[${index}]`);
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (["apiVersion", "kind"].includes(key) && at === "") continue;
    const { [key]: _, ...others } = value;
    yield { what: `${at}.${key}: left out`, object: rebuild(others), hopeless: false };
    yield {
      what: `${at}.${key}: misspelt`,
      object: rebuild({ ...others, [`${key}x`]: inner }),
      // These take any key; what the server makes of it is no matter of fields.
      hopeless: !/(?:abels|requests|weights)$/.test(at),
    };
    yield* mutants(inner, (next) => rebuild({ ...value, [key]: next }), `${at}.${key}`);
  }
}

test.before(ownCluster);
test.after(noCluster);

/** All mutants of objects, each under a name of its own, and those that the API server takes in a dry run. */
async function judged(originals: readonly JsonObject[]) {
  const all = numbered(
    originals.flatMap((object) =>
      [...mutants(object, (value) => value as JsonObject, "")].map((one) => ({ ...one, kind: object.kind })),
    ),
  );
  return { all, ...(await takenNames(all.map((one) => one.object))) };
}

/** What one of the two refuses and the other takes. A change that no server can take must be seen by us, too. */
function differences(
  { all, taken }: Awaited<ReturnType<typeof judged>>,
  problems: (object: JsonObject) => readonly unknown[],
): string[] {
  return all.flatMap(({ object, what, kind, hopeless }, index) => {
    const refused = problems(object).length > 0;
    const isTaken = taken.has(`a${index}`);
    if (refused && isTaken) return [`${String(kind)}${what} is taken`];
    return hopeless && !refused && !isTaken ? [`${String(kind)}${what} was not seen`] : [];
  });
}

/** The problems of an object of a kind that must be known. */
function problemsWith(custom: readonly CustomKinds[]): (object: JsonObject) => readonly unknown[] {
  return (object) => {
    const found = lookUp(object, targetOf({}), custom);
    if (found.is !== "known") throw new Error(`${String(object.kind)} is not known`);
    return walk(object, found.kind.type, found.kind.types);
  };
}

test("each change that the table refuses is refused by the API server, too", async () => {
  const sent = await judged(objects);
  assert.ok(sent.taken.size > 50, sent.stderr.slice(0, 500));
  assert.ok(sent.all.length > 600, String(sent.all.length));
  assert.equal(differences(sent, problemsWith([])), []);
});

/** Makes the kinds known to the cluster and waits until it serves them. */
async function install(...files: readonly string[]): Promise<void> {
  const variables = await childVariables(true);
  const named = files.flatMap((one) => ["-f", one]);
  const applied = await kubectl(["apply", "--server-side", ...named], variables);
  assert.is(applied.code, 0, applied.stderr);
  const waited = await kubectl(["wait", "--for=condition=established", "--timeout=60s", ...named], variables);
  assert.is(waited.code, 0, waited.stderr);
}

const gadgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gadgets.example.org }
spec:
  group: example.org
  scope: Namespaced
  names: { kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            apiVersion: { type: string }
            kind: { type: string }
            metadata: { type: object }
            spec:
              type: object
              required: [size, mode]
              properties:
                size: { type: integer }
                share: { type: number }
                mode: { type: string, enum: [slow, fast] }
                port: { x-kubernetes-int-or-string: true }
                on: { type: boolean }
                level: { type: integer, default: 3 }
                parts:
                  type: array
                  items: { type: object, required: [name], properties: { name: { type: string }, weights: { type: object, additionalProperties: { type: number } } } }
                open: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { named: { type: boolean } } }
                whole: { type: object, x-kubernetes-embedded-resource: true, properties: { spec: { type: object, properties: { a: { type: string } } } } }
`;
const gadget = `
apiVersion: example.org/v1
kind: Gadget
spec:
  size: 1
  share: 0.5
  mode: fast
  port: 80
  on: true
  level: 1
  parts: [{ name: a, weights: { b: 1.5 } }]
  open: { named: true, other: { deep: 1 } }
  whole: { apiVersion: v1, kind: ConfigMap, metadata: { name: a }, spec: { a: b } }`;

test("what is read from a CustomResourceDefinition is what the API server makes of it", async () => {
  const file = path.join(tempDirectory(), "gadgets.yaml");
  writeFileSync(file, gadgets);
  await install(file);
  const sent = await judged([readYaml(gadget).value as JsonObject]);
  assert.ok(sent.taken.size > 10 && sent.all.length > 80, sent.stderr.slice(0, 500));
  const made = customKinds(readYaml(gadgets).value);
  assert.equal(differences(sent, problemsWith(made ? [made] : [])), []);
});

const certificates = `
apiVersion: cert-manager.io/v1
kind: Certificate
spec:
  secretName: tls
  duration: 2160h
  isCA: false
  revisionHistoryLimit: 1
  dnsNames: [a.example]
  privateKey: { algorithm: ECDSA, size: 256, rotationPolicy: Always }
  usages: [server auth]
  secretTemplate: { labels: { a: b } }
  issuerRef: { name: ca, kind: Issuer, group: cert-manager.io }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
spec:
  acme:
    server: https://acme.example
    email: a@example.org
    privateKeySecretRef: { name: account }
    solvers: [{ selector: { dnsZones: [example] }, http01: { gatewayHTTPRoute: { parentRefs: [{ name: edge, port: 443 }] } } }]
---
apiVersion: cert-manager.io/v1
kind: Issuer
spec: { ca: { secretName: ca, crlDistributionPoints: [http://a.example] } }`
  .split(/^---$/m)
  .map((one) => readYaml(one).value as JsonObject);

test("the kinds of cert-manager that come along are what its own definitions make the API server do", async () => {
  const module = customSource("cert-manager");
  const downloaded = spawnSync("go", ["mod", "download", "-json", module], {
    cwd: tempDirectory(),
    encoding: "utf8",
  });
  const { Dir } = JSON.parse(downloaded.stdout) as { Dir: string };
  const folder = path.join(Dir, "deploy/crds");
  await install(
    ...readdirSync(folder)
      .filter((one) => one.endsWith(".yaml"))
      .map((one) => path.join(folder, one)),
  );
  const sent = await judged(certificates);
  assert.ok(sent.taken.size > 20 && sent.all.length > 150, sent.stderr.slice(0, 500));
  assert.equal(differences(sent, problemsWith([])), []);
});
