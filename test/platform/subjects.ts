import type { SchemaOnly } from "./schema-only.ts";

/** A database as the chart's README suggests it: the operator's Secret `<cluster>-app` has DATABASE_URL as `uri`. */
export const cloudNativePg: SchemaOnly = {
  right: `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: shop-db
spec:
  instances: 3
  storage:
    size: 10Gi
  bootstrap:
    initdb:
      database: shop
      owner: shop
  backup:
    retentionPolicy: 30d
---
apiVersion: postgresql.cnpg.io/v1
kind: Pooler
metadata:
  name: shop-db-rw
spec:
  cluster:
    name: shop-db
  instances: 2
  type: rw
  pgbouncer:
    poolMode: session
`,
  wrong: [
    ["  instances: 3", "  instancess: 3", /CR500.*instancess/],
    ["  instances: 3", "  instances: three", /CR501.*instances/],
    ["    name: shop-db\n  instances", "    nam: shop-db\n  instances", /CR500.*cluster\.nam/],
  ],
};

/** A hook among pods that Linkerd gives a proxy: it needs to say that it wants none. */
export const linkerd: SchemaOnly = {
  right: `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  annotations:
    linkerd.io/inject: enabled
---
apiVersion: batch/v1
kind: Job
metadata:
  name: web-migrate
  annotations:
    helm.sh/hook: pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  activeDeadlineSeconds: 60
  backoffLimit: 0
  template:
    metadata:
      annotations:
        linkerd.io/inject: disabled
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: migrate
          image: "example.com/web:1.0.0"
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          resources:
            requests: { cpu: 10m, memory: 16Mi }
            limits: { memory: 64Mi }
`,
  wrong: [["linkerd.io/inject: disabled", "example.com/note: none", /CR529.*Linkerd/i]],
};
