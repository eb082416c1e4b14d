import { checkManifests } from "../../scripts/check/check.ts";
import { minorVersion, nearestVersion } from "../../scripts/core/kubernetes-versions.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import { assert, suite } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";

const test = suite("check: the version of Kubernetes that objects are for");

/** Codes and messages of the findings about one object or several. */
function check(kubeVersion: string | undefined, ...documents: readonly string[]): string[] {
  const release = modelRelease(kubeVersion === undefined ? {} : { kubeVersion });
  const text = documents.map((one) => `---\n# Source: web/templates/all.yaml\n${one}\n`).join("");
  const rendered = { release, phase: "install", manifests: readManifests(text), text, notes: "" } as const;
  return checkManifests(modelEnvironment(release), [rendered]).map(({ code, message, note, help }) =>
    [code, message, note, help].filter((one) => one !== undefined).join(" | "),
  );
}

const budget = (version: string) => `
apiVersion: policy/${version}
kind: PodDisruptionBudget
metadata: { name: web }
spec: { minAvailable: 1, selector: { matchLabels: { app: web } } }`;

const gone =
  "CR503 | PodDisruptionBudget/web: Kubernetes 1.37 has no `PodDisruptionBudget` in `policy/v1beta1` | removed in 1.25 | write `apiVersion: policy/v1`";

test("an API version that is gone says since when, and what replaces it", () => {
  assert.equal(check(undefined, budget("v1")), []);
  assert.equal(check(undefined, budget("v1beta1")), [gone]);
  assert.equal(check("1.37.2", budget("v1beta1")), [gone]);
});

test("before its end it is deprecated, and before that it is fine; what cannot be checked is told", () => {
  const [inexact, unchecked] = [
    "CR550 | the fields of Kubernetes 1.24 are not known: objects are checked against 1.32 | the versions known are 1.32 to 1.37",
    "CR504 | no schema of `policy/v1beta1 PodDisruptionBudget`: one object is not checked",
  ];
  assert.equal(check("1.24", budget("v1beta1")), [
    "CR551 | PodDisruptionBudget/web: `policy/v1beta1` of `PodDisruptionBudget` is deprecated since Kubernetes 1.21, and is removed in 1.25 | write `apiVersion: policy/v1`",
    inexact,
    unchecked,
  ]);
  assert.equal(
    check("1.20", budget("v1beta1")).map((one) => one.slice(0, 5)),
    ["CR550", "CR504"],
  );
});

test("where Kubernetes names no replacement, a version is named that is not deprecated itself", () => {
  const object = (apiVersion: string, kind: string) => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: web }`;
  const help = (kubeVersion: string, one: string) =>
    check(kubeVersion, one)
      .find((line) => line.startsWith("CR551"))
      ?.split(" | ")[2];
  assert.is(
    help("1.36", object("resource.k8s.io/v1beta1", "DeviceClass")),
    "write `apiVersion: resource.k8s.io/v1`",
  );
  assert.is(help("1.36", object("coordination.k8s.io/v1alpha2", "LeaseCandidate")), undefined);
  assert.is(help("1.36", object("v1", "Endpoints")), "use `EndpointSlice` in `discovery.k8s.io/v1`");
});

test("an API version that comes later is not there yet", () => {
  const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: { name: web }`;
  assert.match(check("1.33", policy)[0] as string, "it comes with 1.36");
  assert.equal(
    check("1.37", policy).filter((one) => one.startsWith("CR503")),
    [],
  );
});

const certificate = (version: string, spec: string) => `
apiVersion: example.org/${version}
kind: Gadget
metadata: { name: web }
spec: ${spec}`;

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gadgets.example.org }
spec:
  group: example.org
  scope: Namespaced
  names: { kind: Gadget, plural: gadgets }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, required: [size], properties: { size: { type: integer } } } } } }
    - name: v1alpha1
      served: true
      storage: false
      deprecated: true
      deprecationWarning: use v1
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
    - name: v0
      served: false
      storage: false
      schema: { openAPIV3Schema: { type: object } }`;

test("a CustomResourceDefinition that is rendered makes its kinds known", () => {
  const both = (...objects: string[]) => check(undefined, definition, ...objects);
  assert.equal(both(certificate("v1", "{ size: 3 }")), []);
  assert.equal(both(certificate("v1", "{ siz: 3 }")), [
    "CR500 | Gadget/web: unknown field `spec.siz` | did you mean `size`?",
    "CR502 | Gadget/web: `spec.size` is required | write it, and look whether the value behind it is set",
  ]);
  assert.equal(both(certificate("v1alpha1", "{ anything: 3 }")), [
    "CR551 | Gadget/web: `example.org/v1alpha1` of `Gadget` is deprecated by its CustomResourceDefinition | use v1 | write `apiVersion: example.org/v1`",
  ]);
  assert.equal(check(undefined, certificate("v1", "{ siz: 3 }")), [
    "CR504 | no schema of `example.org/v1 Gadget`: one object is not checked | name a folder that has its CustomResourceDefinition: --schemas DIR",
  ]);
});

test("versions as people and clusters write them", () => {
  assert.equal(["1.34", "v1.34.2", "1.33.4-eks-abc", "1.34.0+k3s1", "new", "", "1"].map(minorVersion), [
    "1.34",
    "1.34",
    "1.33",
    "1.34",
    undefined,
    undefined,
    undefined,
  ]);
  assert.equal(["1.20", "1.34", "1.50"].map(nearestVersion), ["1.32", "1.34", "1.37"]);
});
