import { limitsOfWhole } from "../../scripts/check/limits/whole.ts";
import { lookUp } from "../../scripts/check/schemas/catalog.ts";
import { type Mismatch, walk } from "../../scripts/check/schemas/walk.ts";
import { isObject, type Json, type JsonObject, type ValuePath } from "../../scripts/core/json.ts";
import { newestVersion, targetOf } from "../../scripts/core/kubernetes-versions.ts";
import { assert, suite } from "../harness.ts";
import { numbered, takenNames, takenOf } from "./dry-run.ts";
import { limited } from "./limits-objects.ts";
import { noCluster, ownCluster } from "./sample.ts";

const test = suite("integration: limits are those of the API server");

/** Texts and numbers of which some field takes one and some other field does not: both sides of each limit, too. */
const LEAVES: readonly Json[] = [
  ...["", "A_b", "a.b", "a/b", "-a", "a b", "1.0+b", "50%"],
  ...[15, 16, 63, 64, 253, 254].map((length) => "x".repeat(length)),
  ...[-1, 0, 1, 30, 100, 101, 511, 512, 1800, 1801, 3600, 3601, 65_535, 65_536, 2_147_483_647],
];
const KEYS = ["", "a b", "a/b/c", "-a", "x".repeat(64)];

/** What the API server refuses and nobody here tells: rare fields, whose rules are not worth their lines. */
const NOT_TOLD: readonly RegExp[] = [
  /topologySpreadConstraints: doubled/,
  /ipFamilies: doubled/,
  /policyTypes: doubled/,
  /podFailurePolicy\.rules/,
  /emptyDir\.sizeLimit/,
  /averageValue/,
  // The server itself takes the number after it for another field, which then is refused.
  /nodePort: \d{5,}/,
  /pod-security\.kubernetes\.io/,
];

/** What the API server takes although it cannot work: the controller that makes pods or Jobs of it is refused. */
const TAKEN_AT_FIRST: readonly RegExp[] = [
  /jobTemplate\.metadata\.labels/,
  // OpenAPI has these as required; the server fills in what Go has for nothing.
  /sleep\.seconds: left out/,
  /\.preference: left out/,
];

/** How the API server names some places: where it looks, not where the value stands. */
const NAMED_OTHERWISE: readonly [RegExp, string][] = [
  [/template\.metadata\.annotations.*/, "template.annotations"],
  [/^stringData\..*/, "data["],
  [/resources\.requests\.storage$/, "resources[storage]"],
  [/^spec\.minReplicas$/, "spec.metrics"],
  [/ackend\.service\.port$/, "ackend:"],
  [/volumeMounts\[\d+\]\.mountPropagation/, "volumeMounts.mountPropagation"],
];

interface Mutant {
  readonly what: string;
  readonly object: JsonObject;
}

/** The object with one change, for each change at each place below `value`. */
function* mutants(value: Json, rebuild: (value: Json) => JsonObject, at = ""): Generator<Mutant> {
  if (Array.isArray(value)) {
    if (value.length > 0) yield { what: `${at}: doubled`, object: rebuild([...value, value[0] as Json]) };
    for (const [index, item] of value.entries())
      yield* mutants(item, (next) => rebuild(value.with(index, next)), `${at}[${index}]`);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if ((at === "" && ["apiVersion", "kind"].includes(key)) || (at === ".metadata" && key === "name"))
        continue;
      const { [key]: _, ...others } = value;
      yield { what: `${at}.${key}: left out`, object: rebuild(others) };
      if (/(?:abels|nnotations|ata|selector)$/.test(at) && typeof inner === "string")
        for (const bad of KEYS)
          yield { what: `${at}: key ${bad}`, object: rebuild({ ...others, [bad]: inner }) };
      yield* mutants(inner, (next) => rebuild({ ...value, [key]: next }), `${at}.${key}`);
    }
  } else {
    const isPort = /ort$/.test(at);
    for (const leaf of LEAVES)
      if (typeof leaf === typeof value || isPort)
        yield { what: `${at}: ${JSON.stringify(leaf).slice(0, 20)}`, object: rebuild(leaf) };
  }
}

function refusals(object: JsonObject): readonly Mismatch[] {
  const found = lookUp(object, targetOf({}), []);
  if (found.is !== "known") throw new Error(`${String(object.kind)} is not known`);
  const { type, types } = found.kind;
  return [...walk(object, type, types), ...limitsOfWhole(object, newestVersion)];
}

const isRefused = (object: JsonObject): boolean => refusals(object).length > 0;

/** As the API server writes it: `spec.ports[0].name`. */
const written = (path: ValuePath): string =>
  path.map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${key}`)).join("");

/** Refusals at places of which the API server says nothing, though it says what is wrong with the object. */
function unsaid(object: JsonObject, why: string): string[] {
  if (why === "") return [];
  return refusals(object).flatMap((one) => {
    if (one.problem !== "refused") return [];
    const place = written(one.path);
    const places = [
      place,
      ...(one.path.length > 2 || one.path[0] !== "spec" ? [written(one.path.slice(0, -1))] : []),
      ...NAMED_OTHERWISE.map(([pattern, name]) => place.replace(pattern, name)),
    ];
    return places.some((known) => why.includes(known)) ? [] : [`${place} ${one.says}; there: ${why}`];
  });
}

test.before(ownCluster);
test.after(noCluster);

for (const [at, object] of limited.entries())
  test.ofKind(
    `${String(object.kind)} ${at}: what is refused here is refused there, and the other way round`,
    async () => {
      const all = numbered([{ what: "", object }, ...mutants(object, (value) => value as JsonObject)]);
      const { taken, stderr } = await takenNames(all.map((one) => one.object));
      const reason = (name: string): string =>
        new RegExp(`"${name}" is invalid: (.*)`).exec(stderr)?.[1] ?? "";
      const differences = all.flatMap(({ what, object: one }, index) => {
        const name = `a${index}`;
        const refused = isRefused(one);
        if (refused === !taken.has(name)) return unsaid(one, reason(name));
        if (refused) return TAKEN_AT_FIRST.some((known) => known.test(what)) ? [] : [`${what} is taken`];
        const why = reason(name);
        // CR533 compares a selector with the labels of its own pods.
        if (/`selector` does not match template `labels`/.test(why)) return [];
        return NOT_TOLD.some((known) => known.test(what)) ? [] : [`${what} was not seen: ${why}`];
      });
      assert.equal(differences, []);
      assert.ok(taken.has("a0"), `${reason("a0")}: the object itself must be taken`);
    },
  );

/** Names by the kind that has them. */
const NAMES = [
  "a",
  "a.b",
  "A",
  "1a",
  "a_b",
  "a:b",
  "-a",
  "a-",
  ".",
  "x".repeat(63),
  "x".repeat(64),
  "x".repeat(253),
  "x".repeat(254),
];

test("names of objects are refused and taken as by the API server", async () => {
  const kinds = [
    "ConfigMap",
    "Service",
    "Namespace",
    "Role",
    "StatefulSet",
    "Deployment",
    "CronJob",
    "Ingress",
  ];
  const differences: string[] = [];
  for (const name of NAMES) {
    const all = kinds.map((kind) => {
      const { metadata: _, ...object } = limited.find((one) => one.kind === kind) as JsonObject;
      return { ...object, metadata: { name } } as JsonObject;
    });
    const { taken } = await takenOf(all);
    for (const object of all) {
      const kind = String(object.kind).toLowerCase();
      const isTaken = taken.some((line) => new RegExp(`^${kind}[./]`).test(line));
      if (isTaken === isRefused(object))
        differences.push(`${kind} ${name} is ${isTaken ? "taken" : "refused"}`);
    }
  }
  // It is taken, but its pods are not: they get a label of this name and 11 characters more.
  assert.equal(differences, [`statefulset ${"x".repeat(63)} is taken`]);
});
