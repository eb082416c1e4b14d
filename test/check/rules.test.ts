import { checkManifests } from "../../scripts/check/check.ts";
import type { Diagnostic } from "../../scripts/core/diagnostic.ts";
import { taint } from "../../scripts/core/taint.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import type { Phase } from "../../scripts/render/model.ts";
import { assert, suite } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";

const test = suite("check: rules over manifests");

const release = modelRelease();
const environment = modelEnvironment(release);

function check(text: string, phase: Phase = "install"): Diagnostic[] {
  return checkManifests(environment, [{ release, phase, manifests: readManifests(text), text, notes: "" }]);
}

/** Without what these short documents lack on purpose: resources and a security context. */
const codesOf = (text: string, phase?: Phase): string[] =>
  check(text, phase)
    .map((one) => one.code)
    .filter((code) => code !== "CR540" && code !== "CR544");

interface Job {
  readonly hook?: string;
  readonly weight?: string;
  readonly policy?: string;
  readonly deadline?: string;
  readonly backoff?: string;
  readonly image?: string;
}

const job = ({
  hook = "pre-install,pre-upgrade",
  weight = "5",
  policy = "before-hook-creation",
  deadline = "activeDeadlineSeconds: 60",
  backoff = "backoffLimit: 0",
  image = "web:1.0",
}: Job = {}): string => `---
# Source: web/templates/job.yaml
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations:
    helm.sh/hook: "${hook}"
    helm.sh/hook-weight: "${weight}"
    helm.sh/hook-delete-policy: "${policy}"
spec:
  ${deadline}
  ${backoff}
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: ${image}
          envFrom: [{ secretRef: { name: web } }]
`;

const secret = (annotations = "{}", kind = "Secret"): string => `---
# Source: web/templates/secret.yaml
apiVersion: v1
kind: ${kind}
metadata:
  name: web
  annotations: ${annotations}
${kind === "Secret" ? "stringData" : "data"}:
  password: horse-battery-staple
`;

const copy = (weight: number): string =>
  secret(`{ helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "${weight}" }`);

test("a hook with its own copy at a lower weight has no finding in either phase", () => {
  assert.equal(codesOf(job() + copy(1)), []);
  assert.equal(codesOf(job() + copy(1), "upgrade"), []);
});

test("an object that the release does not render is taken as there", () => assert.equal(codesOf(job()), []));

const failing: [string, string, Phase?][] = [
  ["CR511", job({ policy: "before-hook-creation,hook-success" })],
  ["CR512", job({ weight: "one" })],
  ["CR513", job({ policy: "hook-succeeded" })],
  ["CR514", job() + secret()],
  ["CR515", job() + secret(), "upgrade"],
  ["CR516", job() + copy(9)],
  ["CR517", job({ deadline: "activeDeadlineSeconds: 300" })],
  ["CR517", job({ deadline: "completions: 1" })],
  ["CR518", job({ backoff: "completions: 1" })],
  ["CR532", job() + job()],
  ["CR538", job({ image: "registry:5000/web" })],
  ["CR538", job({ image: "web:latest" })],
];
for (const [code, text, phase] of failing)
  test(`${code} in ${phase ?? "install"}`, () => assert.equal(codesOf(text, phase), [code]));

test("hooks of one name whose events never meet are no pair: each takes the name when its turn comes", () => {
  const codes = (...hooks: string[]) => codesOf(hooks.map((hook) => job({ hook })).join(""));
  assert.equal(codes("pre-install", "pre-upgrade").includes("CR532"), false);
  assert.equal(codes("pre-install,pre-upgrade", "pre-upgrade").includes("CR532"), true);
});

test("within one weight hooks run by name: a copy whose name comes later is not there yet", () => {
  const needed = (name: string) =>
    (job() + copy(5))
      .replaceAll("name: web\n", `name: ${name}\n`)
      .replace("{ name: web }", `{ name: ${name} }`);
  assert.equal(codesOf(needed("a-copy")), []);
  assert.equal(codesOf(needed("z-copy")), ["CR516"]);
});

test("a digest is as good as a tag", () => assert.equal(codesOf(job({ image: "web@sha256:0" })), []));

test("CR541: a secret in a ConfigMap is found and not repeated; in a Secret it is fine", () => {
  taint.add("horse-battery-staple");
  assert.equal(codesOf(secret()), []);
  const found = check(secret("{}", "ConfigMap"));
  assert.equal(
    found.map((one) => one.code),
    ["CR541"],
  );
  assert.not.match(JSON.stringify(found), "horse-battery-staple");
});
