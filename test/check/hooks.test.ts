import { checkManifests } from "../../scripts/check/check.ts";
import type { Diagnostic } from "../../scripts/core/diagnostic.ts";
import type { Release } from "../../scripts/environment/model.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import type { Phase } from "../../scripts/render/model.ts";
import { assert, suite } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";

const test = suite("check: hooks that fail, beside hooks that do not");

interface Settings extends Partial<Release> {
  readonly phase?: Phase;
}

function check(documents: readonly string[], { phase = "install", ...changes }: Settings = {}): Diagnostic[] {
  const release = modelRelease({ namespace: "shop", ...changes });
  const text = documents.map((one) => `---\n# Source: web/templates/all.yaml\n${one}\n`).join("");
  const rendered = [{ release, phase, manifests: readManifests(text), text, notes: "" }];
  return checkManifests(modelEnvironment(release), rendered).filter(
    ({ code }) => !["CR504", "CR540", "CR544"].includes(code),
  );
}

const codesOf = (documents: readonly string[], settings?: Settings) =>
  check(documents, settings).map(({ code }) => code);

interface Hook {
  readonly kind?: string;
  readonly name?: string;
  readonly on?: string;
  readonly weight?: number;
  readonly policy?: string;
  readonly more?: string;
}

const BOTH = "pre-install,pre-upgrade";

const metadata = ({
  name = "migrate",
  on = BOTH,
  weight = 0,
  policy = "before-hook-creation",
  more = "",
}: Hook) =>
  `metadata:
  name: ${name}
  annotations:
    ${on === "" ? "" : `{ helm.sh/hook: "${on}", helm.sh/hook-weight: "${weight}", helm.sh/hook-delete-policy: "${policy}" ${more} }`}`;

interface Job extends Hook {
  readonly pod?: string;
  readonly spec?: string;
  readonly meta?: string;
}

const job = ({
  pod = "",
  spec = "backoffLimit: 0",
  meta = "{}",
  ...hook
}: Job = {}): string => `apiVersion: batch/v1
kind: Job
${metadata(hook)}
spec:
  activeDeadlineSeconds: 60
  ${spec}
  template:
    metadata: ${meta}
    spec:
      restartPolicy: ${/OnFailure/.test(pod) ? "OnFailure" : "Never"}
      ${pod.replace("restartPolicy: OnFailure", "")}
      containers: [{ name: run, image: "web:1.0" }]`;

const object = (hook: Hook): string => `apiVersion: v1
kind: ${hook.kind ?? "Secret"}
${metadata({ name: "keys", on: "", ...hook })}`;

const deployment = (pod = "", meta = "labels: { app: web }"): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { ${meta} }
    spec:
      ${pod}
      containers: [{ name: web, image: "web:1.0" }]`;

const mounts = (name = "keys") => `volumes: [{ name: keys, secret: { secretName: ${name} } }]`;
const projected = (more = "") =>
  `volumes: [{ name: keys, projected: { sources: [{ secret: { name: keys ${more} } }] } }]`;
const namespace = (labels: string, kind = "labels") =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, ${kind}: { ${labels} } }`;
const role = (hook: Hook = { on: "" }) => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
${metadata({ ...hook, name: "reader" })}
rules: []`;
const binding = (hook: Hook = { on: "" }) => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
${metadata({ ...hook, name: "reader" })}
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects: [{ kind: ServiceAccount, name: outside }]`;
const early = { on: "pre-install", weight: -5 };

/** What is said, the documents, the settings, the codes. */
type Case = readonly [string, readonly string[], Settings, readonly string[]];

const cases: readonly Case[] = [
  ["a Job as it should be", [job()], {}, []],

  [
    "CR519: a log policy that Helm does not know",
    [job({ more: `, helm.sh/hook-output-log-policy: failed` })],
    {},
    ["CR519"],
  ],
  [
    "both log policies",
    [job({ more: `, helm.sh/hook-output-log-policy: "Hook-Failed, hook-succeeded"` })],
    {},
    [],
  ],

  // References.
  ["a projected volume of what comes later", [job({ pod: projected() }), object({})], {}, ["CR514"]],
  ["a projected volume, optional", [job({ pod: projected(", optional: true") }), object({})], {}, []],
  [
    "the account's old field",
    [job({ pod: "serviceAccount: keys" }), object({ kind: "ServiceAccount" })],
    {},
    ["CR514"],
  ],
  [
    "a claim",
    [
      job({ pod: "volumes: [{ name: a, persistentVolumeClaim: { claimName: keys } }]" }),
      object({ kind: "PersistentVolumeClaim" }) +
        "\nspec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }",
    ],
    {},
    ["CR514"],
  ],
  ["a pull secret", [job({ pod: "imagePullSecrets: [{ name: keys }]" }), object({})], {}, ["CR514"]],
  [
    "an account of the last revision is as good",
    [job({ pod: "serviceAccountName: keys" }), object({ kind: "ServiceAccount" })],
    { phase: "upgrade" },
    [],
  ],
  [
    "a Secret of the last revision is old",
    [job({ pod: projected() }), object({})],
    { phase: "upgrade" },
    ["CR515"],
  ],
  [
    "what hooks of post read is there",
    [job({ on: "post-install", pod: mounts(), more: ", a: b" }), object({})],
    {},
    [],
  ],
  [
    "CR520: made at pre, removed before post",
    [
      job({ on: "post-install,post-upgrade", pod: mounts() }),
      object({ on: BOTH, policy: "before-hook-creation,hook-succeeded" }),
    ],
    {},
    ["CR520"],
  ],
  [
    "made at pre and kept",
    [job({ on: "post-install,post-upgrade", pod: mounts() }), object({ on: BOTH })],
    {},
    [],
  ],
  [
    "hook-succeeded leaves it there for the hooks of its own event",
    [job({ pod: mounts() }), object({ on: BOTH, weight: -1, policy: "before-hook-creation,hook-succeeded" })],
    {},
    [],
  ],
  [
    "CR520: made by the first install alone and removed",
    [
      job({ on: "pre-upgrade", pod: mounts() }),
      object({ on: "pre-install", policy: "before-hook-creation,hook-succeeded" }),
    ],
    { phase: "upgrade" },
    ["CR520"],
  ],
  [
    "made by the first install alone and kept",
    [job({ on: "pre-upgrade", pod: mounts() }), object({ on: "pre-install" })],
    { phase: "upgrade" },
    [],
  ],
  [
    "CR514: made at post alone, read at pre",
    [job({ pod: mounts() }), object({ on: "post-install,post-upgrade" })],
    {},
    ["CR514"],
  ],
  [
    "what a test makes is nobody's business",
    [job({ on: "pre-upgrade", pod: mounts() }), object({ on: "test" })],
    { phase: "upgrade" },
    [],
  ],
  ["CR546: read at post-delete", [job({ on: "post-delete", pod: mounts() }), object({})], {}, ["CR546"]],
  ["read at pre-delete", [job({ on: "pre-delete", pod: mounts() }), object({})], {}, []],
  [
    "a copy for post-delete",
    [job({ on: "post-delete", pod: mounts() }), object({ on: "post-delete", weight: -1 })],
    {},
    [],
  ],
  [
    "CR516: a copy for post-delete that comes later",
    [job({ on: "post-delete", pod: mounts() }), object({ on: "post-delete", weight: 1 })],
    {},
    ["CR516"],
  ],

  // Pods of normal objects.
  [
    "CR521: a hook's object, removed",
    [deployment(mounts()), object({ on: BOTH, policy: "before-hook-creation,hook-succeeded" })],
    {},
    ["CR521"],
  ],
  ["a hook's object, kept", [deployment(mounts()), object({ on: BOTH })], {}, []],
  [
    "CR521: a hook's object of upgrades alone",
    [deployment(mounts()), object({ on: "pre-upgrade" })],
    {},
    ["CR521"],
  ],
  [
    "a hook's object of the first install, at an upgrade",
    [deployment(mounts()), object({ on: "pre-install" })],
    { phase: "upgrade" },
    [],
  ],
  [
    "CR528: made after Helm waited",
    [deployment(mounts()), object({ on: "post-install" })],
    { wait: true },
    ["CR528"],
  ],
  [
    "CR528: atomic waits too",
    [deployment(mounts()), object({ on: "post-install" })],
    { atomic: true },
    ["CR528"],
  ],
  ["made later, and nobody waits", [deployment(mounts()), object({ on: "post-install" })], {}, []],
  ["the release's own object", [deployment(mounts()), object({})], { wait: true }, []],

  // Logs.
  ["CR522: hook-failed", [job({ policy: "before-hook-creation,hook-failed" })], {}, ["CR522"]],
  [
    "hook-failed, printed before",
    [
      job({
        policy: "before-hook-creation,hook-failed",
        more: ", helm.sh/hook-output-log-policy: hook-failed",
      }),
    ],
    {},
    [],
  ],
  ["hook-succeeded", [job({ policy: "before-hook-creation,hook-succeeded" })], {}, []],
  [
    "hook-failed on what has no log",
    [object({ on: BOTH, policy: "before-hook-creation,hook-failed" })],
    {},
    [],
  ],
  ["CR522: gone in seconds", [job({ spec: "backoffLimit: 0\n  ttlSecondsAfterFinished: 0" })], {}, ["CR522"]],
  ["gone in a day", [job({ spec: "backoffLimit: 0\n  ttlSecondsAfterFinished: 86400" })], {}, []],
  ["CR523: restarted in place", [job({ pod: "restartPolicy: OnFailure" })], {}, ["CR523"]],

  // Deadlines and retries.
  ["CR524: six retries in a minute", [job({ spec: "backoffLimit: 6" })], {}, ["CR524"]],
  ["two retries in a minute", [job({ spec: "backoffLimit: 2" })], {}, []],
  [
    "CR524: two retries of 20 s each",
    [job({ spec: "backoffLimit: 2", pod: "activeDeadlineSeconds: 20" })],
    {},
    ["CR524"],
  ],
  ["one retry of 20 s", [job({ spec: "backoffLimit: 1", pod: "activeDeadlineSeconds: 20" })], {}, []],
  ["several pods at a time share the pauses", [job({ spec: "backoffLimit: 6\n  parallelism: 4" })], {}, []],
  ["CR517: not below helmfile's timeout", [job()], { timeoutSeconds: 60 }, ["CR517"]],
  [
    "CR517: a Pod that nothing ends",
    [`apiVersion: v1\nkind: Pod\n${metadata({})}\nspec: { containers: [{ name: a, image: "web:1.0" }] }`],
    {},
    ["CR517"],
  ],
  [
    "a Pod of helm test",
    [
      `apiVersion: v1\nkind: Pod\n${metadata({ on: "test" })}\nspec: { containers: [{ name: a, image: "web:1.0" }] }`,
    ],
    {},
    [],
  ],

  // Waiting.
  [
    "CR527: a migration after the wait",
    [deployment(), job({ on: "post-install,post-upgrade" })],
    { wait: true },
    ["CR527"],
  ],
  [
    "CR527: at an upgrade",
    [deployment(), job({ on: "post-upgrade" })],
    { wait: true, phase: "upgrade" },
    ["CR527"],
  ],
  ["a migration before", [deployment(), job()], { wait: true }, []],
  ["a migration after, and nobody waits", [deployment(), job({ on: "post-install,post-upgrade" })], {}, []],
  [
    "some other Job after",
    [deployment(), job({ name: "report", on: "post-install,post-upgrade" })],
    { wait: true },
    [],
  ],
  ["a migration without pods to wait for", [job({ on: "post-install,post-upgrade" })], { wait: true }, []],

  // Rights.
  [
    "CR547: role and binding come later",
    [job({ pod: "serviceAccountName: outside" }), role(), binding()],
    {},
    ["CR547", "CR547"],
  ],
  ["rights in time", [job({ pod: "serviceAccountName: outside" }), role(early), binding(early)], {}, []],
  [
    "CR547: the role alone is late",
    [job({ pod: "serviceAccountName: outside" }), role(), binding(early)],
    {},
    ["CR547"],
  ],
  [
    "at an upgrade they are there",
    [job({ pod: "serviceAccountName: outside" }), role(), binding()],
    { phase: "upgrade" },
    [],
  ],
  ["another account's rights", [job({ pod: "serviceAccountName: other" }), role(), binding()], {}, []],

  // Meshes.
  ["CR529: the namespace injects", [job(), namespace("istio-injection: enabled")], {}, ["CR529"]],
  ["CR529: a revision of Istio", [job(), namespace("istio.io/rev: canary")], {}, ["CR529"]],
  [
    "switched off by a label",
    [
      job({ meta: `{ labels: { sidecar.istio.io/inject: "false" } }` }),
      namespace("istio-injection: enabled"),
    ],
    {},
    [],
  ],
  [
    "switched off by an annotation",
    [
      job({ meta: `{ annotations: { sidecar.istio.io/inject: "false" } }` }),
      namespace("istio-injection: enabled"),
    ],
    {},
    [],
  ],
  ["an ambient mesh has no sidecars", [job(), namespace("istio.io/dataplane-mode: ambient")], {}, []],
  [
    "another namespace",
    [job(), namespace("istio-injection: enabled").replace("name: shop", "name: other")],
    {},
    [],
  ],
  ...["sidecar.istio.io/nativeSidecar", "config.beta.linkerd.io/proxy-enable-native-sidecar"].map(
    (key): (typeof cases)[number] => [
      `a native sidecar ends with the program: ${key}`,
      [
        job({
          meta: `{ labels: { sidecar.istio.io/inject: "true" }, annotations: { linkerd.io/inject: enabled, ${key}: "true" } }`,
        }),
      ],
      {},
      [],
    ],
  ),
  [
    "CR529: it asks for one",
    [job({ meta: `{ labels: { sidecar.istio.io/inject: "true" } }` })],
    {},
    ["CR529"],
  ],
  ["CR529: Linkerd", [job(), namespace("linkerd.io/inject: enabled", "annotations")], {}, ["CR529"]],
  [
    "Linkerd, switched off",
    [
      job({ meta: "{ annotations: { linkerd.io/inject: disabled } }" }),
      namespace("linkerd.io/inject: enabled", "annotations"),
    ],
    {},
    [],
  ],
  [
    "CR529: the others tune their sidecars",
    [
      job(),
      deployment(
        "",
        `labels: { app: web }, annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "5432" }`,
      ),
    ],
    {},
    ["CR529"],
  ],
  [
    "another pod asks by itself: the namespace does not inject",
    [
      job(),
      deployment(
        "",
        `labels: { app: web, sidecar.istio.io/inject: "true" }, annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "5432" }`,
      ),
    ],
    {},
    [],
  ],

  // Argo CD.
  [
    "CR531: a seed runs at each sync",
    [job({ name: "seed", on: "pre-install", more: `, argocd.argoproj.io/sync-options: Replace=true` })],
    {},
    ["CR531"],
  ],
  [
    "hooks of both phases mean the same",
    [job({ more: `, argocd.argoproj.io/sync-options: Replace=true` })],
    {},
    [],
  ],
  ["nothing of Argo CD", [job({ name: "seed", on: "pre-install" })], {}, []],
];

for (const [name, documents, settings, expected] of cases)
  test(name, () => assert.equal(codesOf(documents, settings), expected));

test("CR531 lists what is different, once", () => {
  const app = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: web }";
  const found = check([
    app,
    job({ name: "a", on: "pre-install" }),
    job({ name: "b", on: "pre-upgrade" }),
    job({ name: "c", on: "pre-rollback" }),
    job({ name: "t", on: "test" }),
    job({ name: "d", weight: 5 }),
  ]);
  assert.equal(
    found.map(({ code }) => code),
    ["CR531"],
  );
  assert.equal(found[0]?.note?.split("\n"), [
    "runs at each sync, not at the first install alone: Job/a",
    "runs at the first sync too, not at upgrades alone: Job/b",
    "never runs, Argo CD has no such event: Job/c",
    "run side by side, since Argo CD takes the weight as a wave and knows no order within: Job/a, Job/b",
  ]);
});
