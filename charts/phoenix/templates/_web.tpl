{{/* The pod that serves, for the Deployment or the StatefulSet. */}}
{{- define "phoenix.web.pod" -}}
metadata:
  labels:
    {{- with include "phoenix.mesh.labels" (dict "root" . "part" "web" "own" .Values.podLabels) | trim }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- include "phoenix.selectorLabels" . | nindent 4 }}
    app.kubernetes.io/component: web
  annotations:
    # A changed ConfigMap or Secret does not restart pods by itself; a changed annotation does.
    checksum/config: {{ include "phoenix.configData" . | sha256sum }}
    {{- if include "phoenix.hasSecret" . }}
    checksum/secret: {{ include "phoenix.secretData" . | sha256sum }}
    {{- end }}
    {{- with include "phoenix.mesh.annotations" (dict "root" . "part" "web" "own" .Values.podAnnotations) | trim }}
    {{- . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "phoenix.serviceAccountName" . }}
  {{- /* Only who asks Kubernetes for its peers gets a token. */}}
  automountServiceAccountToken: {{ eq .Values.clustering.strategy "kubernetes" }}
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.shutdown.gracePeriodSeconds }}
  securityContext:
    {{- include "phoenix.podSecurityContext" . | nindent 4 }}
  {{- with include "phoenix.scheduling" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- if .Values.topologySpread.enabled }}
  topologySpreadConstraints:
    {{- range .Values.topologySpread.keys }}
    - topologyKey: {{ . }}
      maxSkew: {{ $.Values.topologySpread.maxSkew }}
      whenUnsatisfiable: {{ $.Values.topologySpread.whenUnsatisfiable }}
      labelSelector:
        matchLabels:
          {{- include "phoenix.selectorLabels" $ | nindent 10 }}
          app.kubernetes.io/component: web
      {{- if eq (include "phoenix.workloadKind" $) "Deployment" }}
      matchLabelKeys: [pod-template-hash]
      {{- end }}
    {{- end }}
  {{- end }}
  containers:
    - name: web
      image: {{ include "phoenix.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command: {{ toJson .Values.server.command }}
      {{- with .Values.server.args }}
      args: {{ toJson . }}
      {{- end }}
      ports:
        - name: http
          containerPort: {{ .Values.server.port }}
        {{- if include "phoenix.ownMetricsPort" . }}
        - name: metrics
          containerPort: {{ .Values.monitoring.metrics.port }}
        {{- end }}
        {{- if include "phoenix.podTls" . }}
        - name: https
          containerPort: {{ .Values.tls.port }}
        {{- end }}
        {{- if include "phoenix.clustered" . }}
        - name: tcp-epmd
          containerPort: 4369
        - name: tcp-dist
          containerPort: {{ .Values.clustering.distributionPort }}
        {{- end }}
      env:
        {{- include "phoenix.commonEnv" (dict "root" . "secret" (include "phoenix.fullname" .)) | nindent 8 }}
        {{- include "phoenix.distributionEnv" . | nindent 8 }}
        {{- with include "phoenix.tlsEnv" . }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- with .Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      envFrom:
        - configMapRef:
            name: {{ include "phoenix.fullname" . }}
        {{- with .Values.extraEnvFrom }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.probes.startup }}
      {{- if .enabled }}
      startupProbe:
        {{- include "phoenix.probe" (dict "probe" .) | trim | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- with .Values.probes.liveness }}
      {{- if .enabled }}
      livenessProbe:
        {{- include "phoenix.probe" (dict "probe" .) | trim | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- with .Values.probes.readiness }}
      {{- if .enabled }}
      readinessProbe:
        {{- include "phoenix.probe" (dict "probe" .) | trim | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- if .Values.shutdown.preStopSleepSeconds }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ .Values.shutdown.preStopSleepSeconds }}
      {{- end }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        {{- include "phoenix.containerSecurityContext" . | nindent 8 }}
      volumeMounts:
        {{- if include "phoenix.podTls" . }}
        - name: tls
          mountPath: /etc/tls
          readOnly: true
        {{- end }}
        {{- include "phoenix.volumeMounts" . | nindent 8 }}
  volumes:
    {{- if include "phoenix.podTls" . }}
    - name: tls
      secret:
        secretName: {{ include "phoenix.podTlsSecret" . }}
        defaultMode: 0440
    {{- end }}
    {{- include "phoenix.volumes" . | nindent 4 }}
{{- end }}
