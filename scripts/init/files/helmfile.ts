import { DATABASE_RELEASE, hasDatabase, releaseName } from "../names.ts";
import type { Choices, Generated, Project } from "../project.ts";

/** What is released and in which order. */
export function releases(project: Project): Generated {
  const name = releaseName(project);
  const database = hasDatabase(project);
  const text = `# What is released, in which order. One file on purpose: helmfile runs several at the same time and knows no \`needs\`
# between them, so the application would not wait for its database.
bases:
  - ../environments/environments.yaml.gotmpl
---
helmDefaults:
  # The environment's own cluster; never whatever kubectl points at just now.
  kubeContext: {{ .Values.context | quote }}
  createNamespace: true
  # A release is done when its pods are ready.
  wait: true
  timeout: {{ .Values.timeout }}
  # \`onFailure\` of the environment. Either way a failed migration leaves the old pods serving.
  atomic: {{ eq (.Values | get "onFailure" "hold") "rollback" }}
  cleanupOnFail: false

releases:
${database ? DATABASE : ""}  - name: ${name}
    namespace: {{ .Values.namespace }}
    chart: ../charts/phoenix
${database ? NEEDS : ""}    values:
      - ../environments/release.yaml.gotmpl
`;
  return { path: "helmfile.d/10-releases.yaml.gotmpl", text, executable: false };
}

const DATABASE = `  # Left alone where the environment has a managed database. \`installed: false\` would uninstall it.
  - name: ${DATABASE_RELEASE}
    namespace: {{ .Values.namespace }}
    chart: ../charts/postgres
    condition: releases.${DATABASE_RELEASE}.enabled
    values:
      - ../environments/release.yaml.gotmpl

  # Its migration runs before its first pod, so the database has to be there first.
`;

const NEEDS = `    {{- if .Values.releases.${DATABASE_RELEASE}.enabled }}
    needs:
      - {{ .Values.namespace }}/${DATABASE_RELEASE}
    {{- end }}
`;

/** Which environments there are, and the files that make up each. Another one is a word in the list and a folder. */
export function environmentList(_: Project, { environments }: Choices): Generated {
  const text = `# The environments and what they are made of; later files win. Another one is a name here and a folder of that name.
environments:
{{- range $name := list ${environments.map((one) => `"${one}"`).join(" ")} }}
  {{ $name }}:
    values:
      - ../environments/_base/values.yaml
      - ../environments/{{ $name }}/values.yaml
      - ../environments/secrets.yaml.gotmpl
{{- end }}
`;
  return { path: "environments/environments.yaml.gotmpl", text, executable: false };
}

/** Each release gets the part of the environment that has its name. */
export function releaseValues(): Generated {
  const text = `{{- /* A release's values: the environment's key of the release's name. */ -}}
{{ .Values | get .Release.Name dict | toYaml }}
`;
  return { path: "environments/release.yaml.gotmpl", text, executable: false };
}

/** The encrypted values, which helmfile opens itself. */
export function secretValues(): Generated {
  const text = `{{- /* The environment's secrets, opened in memory by helmfile itself, without a plugin. The file is read as a whole: a
reference to one key that is missing would be "" without a word. CHARTROOM_SECRETS=withheld is how chartroom checks without a key. */ -}}
{{- if ne (env "CHARTROOM_SECRETS") "withheld" -}}
{{ fetchSecretValue (printf "ref+sops://../environments/%s/secrets.yaml" .Environment.Name) }}
{{- end -}}
`;
  return { path: "environments/secrets.yaml.gotmpl", text, executable: false };
}
