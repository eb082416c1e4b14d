{{- define "postgres.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "postgres.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "postgres.labels" -}}
{{ include "postgres.selector" . }}
app.kubernetes.io/component: database
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "postgres.secretName" -}}
{{ .Values.auth.existingSecret | default (include "postgres.name" .) }}
{{- end }}

{{- define "postgres.image" -}}
{{ printf "%s:%s" .Values.image.repository .Values.image.tag }}
{{- end }}

{{- define "postgres.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.runAsUser }}
runAsGroup: {{ .Values.runAsUser }}
fsGroup: {{ .Values.runAsUser }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "postgres.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- /* How a client in this namespace connects: libpq's own variables. */ -}}
{{- define "postgres.clientEnv" -}}
- name: PGHOST
  value: {{ include "postgres.name" . }}
- name: PGPORT
  value: {{ .Values.service.port | quote }}
- name: PGUSER
  value: {{ .Values.auth.username | quote }}
- name: PGDATABASE
  value: {{ .Values.auth.database | quote }}
- name: PGPASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "postgres.secretName" . }}
      key: {{ .Values.auth.key }}
{{- end }}

{{- /*
The first pod that uses the volume of the dumps. Most storage classes bind a volume when a pod wants it, Helm waits until it
is bound, and the CronJob has its first pod at night.
*/ -}}
{{- define "postgres.volumePod" -}}
metadata:
  labels:
    {{- include "postgres.selector" . | nindent 4 }}
    app.kubernetes.io/component: backup
spec:
  restartPolicy: Never
  serviceAccountName: {{ include "postgres.name" . }}
  automountServiceAccountToken: false
  securityContext:
    {{- include "postgres.podSecurity" . | nindent 4 }}
  containers:
    - name: bind
      image: {{ include "postgres.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        {{- include "postgres.containerSecurity" . | nindent 8 }}
      command: [test, -w, /backup]
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - name: backup
          mountPath: /backup
  volumes:
    - name: backup
      persistentVolumeClaim:
        claimName: {{ include "postgres.name" . }}-backup
{{- end }}
