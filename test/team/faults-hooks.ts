import { ownChart } from "./own-chart.ts";
import type { Faults } from "./planted.ts";

const JOB = "templates/migrate.yaml";
const KEYS = "templates/migrate-keys.yaml";
const WEIGHT = 'helm.sh/hook-weight: "0"';
const POLICY = "helm.sh/hook-delete-policy: before-hook-creation";
const EVENTS = "helm.sh/hook: pre-install,pre-upgrade";
const READS = "name: {{ .Release.Name }}-migrate\n";
const own = ownChart("reports");

/** A Job of another name with the hook events, that reads the Secret. */
function job(name: string, events: string, secret: string): string {
  const text = (own[JOB] as string).replace(EVENTS, events).replace("- name: migrate", `- name: ${name}`);
  const at = text.lastIndexOf(READS);
  return text.slice(0, at).replace(READS, `name: {{ .Release.Name }}-${name}\n`) + secret;
}
/** The migration, with its Secret's name in other words. */
const reading = (secret: string): readonly [string, string, string] => [
  JOB,
  `secretRef:\n                ${READS}`,
  `secretRef:\n                ${secret}\n`,
];
const deploymentReads = (secret: string): readonly [string, string, string] => [
  "templates/deployment.yaml",
  "secretRef:\n                name: {{ .Release.Name }}",
  `secretRef:\n                ${secret}`,
];

/** What Helm would do with the chart's hooks. */
export const hookFaults: Faults = {
  CR510: { edits: [[JOB, EVENTS, "helm.sh/hook: «CR510»pre-instal,pre-upgrade"]] },
  CR511: { edits: [[JOB, POLICY, `«CR511»${POLICY},hook-success`]] },
  CR512: { edits: [[JOB, WEIGHT, '«CR512»helm.sh/hook-weight: "first"']] },
  CR513: { edits: [[JOB, POLICY, "«CR513»helm.sh/hook-delete-policy: hook-succeeded"]] },
  CR514: { edits: [reading("«CR514»name: {{ .Release.Name }}")] },
  CR515: {
    edits: [[JOB, EVENTS, "helm.sh/hook: pre-upgrade"], reading("«CR515»name: {{ .Release.Name }}")],
  },
  CR516: {
    edits: [[KEYS, '"-5"', '"5"'], reading("«CR516»name: {{ .Release.Name }}-migrate")],
  },
  CR517: { edits: [[JOB, "activeDeadlineSeconds: 240", "«CR517»activeDeadlineSeconds: 600"]] },
  CR518: { edits: [[JOB, "spec:\n  backoffLimit: 0\n", "«CR518»spec:\n"]] },
  CR519: { edits: [[JOB, POLICY, `${POLICY}\n    «CR519»helm.sh/hook-output-log-policy: on-failure`]] },
  CR520: {
    edits: [[KEYS, POLICY, `${POLICY},hook-succeeded`]],
    files: {
      "templates/report.yaml": job(
        "report",
        "helm.sh/hook: post-install,post-upgrade",
        "«CR520»name: {{ .Release.Name }}-migrate\n",
      ),
    },
  },
  CR521: {
    edits: [
      [KEYS, POLICY, `${POLICY},hook-succeeded`],
      deploymentReads("«CR521»name: {{ .Release.Name }}-migrate"),
    ],
  },
  CR522: { edits: [[JOB, POLICY, `«CR522»${POLICY},hook-failed`]] },
  CR523: { edits: [[JOB, "restartPolicy: Never", "«CR523»restartPolicy: OnFailure"]] },
  CR524: { edits: [[JOB, "backoffLimit: 0", "«CR524»backoffLimit: 6"]] },
  CR525: {
    edits: [
      [
        JOB,
        "name: {{ .Release.Name }}-migrate\n  annotations",
        "name: «CR525»{{ .Release.Name }}-migrate-{{ .Release.Revision }}\n  annotations",
      ],
    ],
  },
  CR526: {
    files: {
      "templates/seed.yaml": job("seed", "«CR526»helm.sh/hook: post-install", "name: {{ .Release.Name }}\n"),
    },
  },
  CR527: {
    release: "    wait: true\n",
    edits: [[JOB, EVENTS, "«CR527»helm.sh/hook: post-install,post-upgrade"]],
  },
  CR528: {
    release: "    wait: true\n",
    edits: [
      [KEYS, EVENTS, "helm.sh/hook: post-install,post-upgrade"],
      [
        JOB,
        "          envFrom:\n            - secretRef:\n                name: {{ .Release.Name }}-migrate\n",
        "",
      ],
      deploymentReads("«CR528»name: {{ .Release.Name }}-migrate"),
    ],
  },
  CR529: {
    edits: [[JOB, "apiVersion: batch/v1", "«CR529»apiVersion: batch/v1"]],
    files: {
      "templates/namespace.yaml":
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {{ .Release.Namespace }}\n  labels:\n    istio-injection: enabled\n",
    },
  },
  CR531: {
    files: {
      "templates/seed.yaml": `«CR531»${job("seed", 'helm.sh/hook: {{ ternary "post-install,pre-upgrade" "post-install" (eq .Values.logLevel "debug") }}', "name: {{ .Release.Name }}\n").replace(POLICY, `${POLICY}\n    argocd.argoproj.io/sync-options: Replace=true`)}`,
    },
  },
  CR546: {
    files: {
      "templates/clean.yaml": job("clean", "helm.sh/hook: post-delete", "«CR546»name: {{ .Release.Name }}\n"),
    },
  },
  CR547: {
    edits: [
      [JOB, "apiVersion: batch/v1", "«CR547»apiVersion: batch/v1"],
      [
        JOB,
        "      restartPolicy",
        "      serviceAccountName: {{ .Release.Name }}-migrate\n      restartPolicy",
      ],
    ],
    files: {
      "templates/account.yaml": `apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .Release.Name }}-migrate
  annotations:
    ${EVENTS}
    helm.sh/hook-weight: "-5"
    ${POLICY}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .Release.Name }}-migrate
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
  - kind: ServiceAccount
    name: {{ .Release.Name }}-migrate
`,
    },
  },
};
