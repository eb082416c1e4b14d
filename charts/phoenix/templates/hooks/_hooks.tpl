{{/*
The events of each Job, and of what they need. The first install that failed is retried as an upgrade, where a
pre-install hook never runs: that is what hooks.seed.rerun is for.
*/}}
{{- define "phoenix.hooks.migrateEvents" -}}
{{- if .Values.hooks.migrate.enabled -}}
{{- if eq .Values.hooks.plan "literal" -}}pre-upgrade{{- else -}}pre-install,pre-upgrade{{- end -}}
{{- end -}}
{{- end }}

{{- define "phoenix.hooks.seedEvents" -}}
{{- if .Values.hooks.seed.enabled -}}
{{- if .Values.hooks.seed.rerun -}}pre-install,pre-upgrade{{- else -}}pre-install{{- end -}}
{{- end -}}
{{- end }}

{{/* Where any Job runs, its copies of ConfigMap, Secret and ServiceAccount must have run before. */}}
{{- define "phoenix.hooks.copyEvents" -}}
{{- printf "%s,%s" (include "phoenix.hooks.migrateEvents" .) (include "phoenix.hooks.seedEvents" .) | splitList "," | compact | uniq | sortAlpha | join "," -}}
{{- end }}

{{/* One hook Job: dict "root" $ "name" "migrate" "job" .Values.hooks.migrate "events" EVENTS "weight" "0" */}}
{{- define "phoenix.hooks.job" -}}
{{- $hooks := .root.Values.hooks }}
{{- $copy := include "phoenix.hooks.copyName" .root }}
apiVersion: batch/v1
kind: Job
metadata:
  # The same name each time: before-hook-creation removes the last run, and its log stays until then.
  name: {{ include "phoenix.fullname" .root }}-{{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "phoenix.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
  annotations:
    {{- with $hooks.annotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    helm.sh/hook: {{ .events }}
    helm.sh/hook-weight: {{ .weight | quote }}
    helm.sh/hook-delete-policy: before-hook-creation
    {{- if $hooks.logOnFailure }}
    helm.sh/hook-output-log-policy: hook-failed
    {{- end }}
spec:
  backoffLimit: {{ .job.backoffLimit }}
  activeDeadlineSeconds: {{ .job.activeDeadlineSeconds }}
  podFailurePolicy:
    rules:
      # A drained or lost node is not the Job's failure: try again.
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
  template:
    metadata:
      labels:
        {{- with include "phoenix.mesh.labels" (dict "root" .root "part" "hook" "own" $hooks.podLabels) | trim }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- include "phoenix.selectorLabels" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .name }}
      {{- $own := mergeOverwrite (dict) $hooks.podAnnotations .job.podAnnotations }}
      {{- with include "phoenix.mesh.annotations" (dict "root" .root "part" "hook" "own" $own) | trim }}
      annotations:
        {{- . | nindent 8 }}
      {{- end }}
    spec:
      restartPolicy: Never
      serviceAccountName: {{ include "phoenix.hooks.serviceAccountName" .root }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        {{- include "phoenix.podSecurityContext" .root | nindent 8 }}
      {{- with include "phoenix.scheduling" .root | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      containers:
        - name: {{ .name }}
          image: {{ include "phoenix.image" .root | quote }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          command: {{ toJson .job.command }}
          {{- with .job.args }}
          args: {{ toJson . }}
          {{- end }}
          env:
            {{- include "phoenix.commonEnv" (dict "root" .root "secret" $copy) | nindent 12 }}
            # A Job must never join the cluster of the pods that serve.
            - name: RELEASE_DISTRIBUTION
              value: none
            {{- with .root.Values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
            {{- with .job.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          envFrom:
            - configMapRef:
                name: {{ $copy }}
            {{- with .root.Values.extraEnvFrom }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          resources:
            {{- toYaml $hooks.resources | nindent 12 }}
          securityContext:
            {{- include "phoenix.containerSecurityContext" .root | nindent 12 }}
          volumeMounts:
            {{- include "phoenix.volumeMounts" .root | nindent 12 }}
      volumes:
        {{- include "phoenix.volumes" .root | nindent 8 }}
{{- end }}
